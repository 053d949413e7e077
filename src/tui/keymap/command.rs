//! What the user can ask of the console.

/// A heading of the help: commands that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    Console,
    Motion,
    Table,
    Panes,
    Verbs,
    Configuration,
    Events,
    Document,
    Plan,
    Versions,
    Editor,
    Dialog,
    Form,
    Line,
}

impl Group {
    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Console => "Console",
            Self::Motion => "Moving about",
            Self::Table => "Tables",
            Self::Panes => "Panes and tabs",
            Self::Verbs => "Clusters and servers",
            Self::Configuration => "Configurations",
            Self::Events => "Events",
            Self::Document => "Documents",
            Self::Plan => "Plans and merges",
            Self::Versions => "Versions and drafts",
            Self::Editor => "The editor",
            Self::Dialog => "Dialogs",
            Self::Form => "Forms",
            Self::Line => "Typing a line",
        }
    }
}

/// One table for all that is known of each command; the enum and its methods come from it.
macro_rules! commands {
    ($($group:ident { $($variant:ident $name:literal, $label:literal, $help:literal;)+ })+) => {
        /// Something the user can ask of the console, by a key or by its name in the palette.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[doc = $help] $variant,)+)+
        }

        impl Command {
            const EVERY: &'static [Self] = &[$($(Self::$variant,)+)+];

            /// The word for it in the palette and in key files.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name,)+)+ }
            }

            /// One or two words for the footer.
            pub const fn label(self) -> &'static str {
                match self { $($(Self::$variant => $label,)+)+ }
            }

            /// What it does, as a short sentence.
            pub const fn help(self) -> &'static str {
                match self { $($(Self::$variant => $help,)+)+ }
            }

            /// The heading it stands under in the help.
            pub const fn group(self) -> Group {
                match self { $($(Self::$variant => Group::$group,)+)+ }
            }
        }
    };
}

commands! {
    Console {
        Back "back", "back", "Go back to the screen before";
        Quit "quit", "quit", "Leave the console";
        Help "help", "help", "Show the keys and what they do here";
        Palette "palette", "command", "Type the name of a command or of a kind of object";
        Refresh "refresh", "refresh", "Ask the manager again now";
        Activity "activity", "activity", "Show what was asked for in this run, and how far it is";
        CancelTransfer "cancel-transfer", "stop file", "Stop a file that is on its way";
        Journal "journal", "journal", "Show what was asked for in every run, and its outcome";
        Contexts "contexts", "contexts", "Show the contexts and how each of them is";
        AddContext "add-context", "new", "Add a context to the configuration";
        EditContext "edit-context", "edit", "Change the context in the configuration";
        RemoveContext "remove-context", "remove", "Remove the context from the configuration";
        RenameContext "rename-context", "rename", "Give the context another name in the configuration";
        UseContext "use-context", "use", "Make this the context that is meant where none is named";
        LogIn "login", "log in", "Give the secret that a manager asks for";
        LogOut "logout", "log out", "Forget the secret of a context, also where it was kept";
        NextTheme "next-theme", "theme", "Change to the next theme";
        Copy "copy", "copy", "Copy the id or name under the cursor to the clipboard";
        CopyCommand "copy-command", "as command", "Copy the qd command that shows or does the same";
        CopyCurl "copy-curl", "as curl", "Copy the curl line that asks the same, without the secret";
        ToggleMouse "toggle-mouse", "mouse", "Hand the mouse to the terminal, or take it back";
        Dismiss "dismiss", "dismiss", "Remove the notice";
        Redraw "redraw", "redraw", "Paint the whole screen again";
        Suspend "suspend", "suspend", "Go back to the shell until fg";
        Panic "panic", "panic", "Crash on purpose, to see that the terminal is restored";
    }
    Motion {
        MoveDown "move-down", "down", "Move one line down";
        MoveUp "move-up", "up", "Move one line up";
        PageDown "page-down", "page down", "Move one page down";
        PageUp "page-up", "page up", "Move one page up";
        HalfPageDown "half-page-down", "half down", "Move half a page down";
        HalfPageUp "half-page-up", "half up", "Move half a page up";
        MoveToTop "move-to-top", "top", "Move to the first line";
        MoveToBottom "move-to-bottom", "bottom", "Move to the last line";
        ScrollLeft "scroll-left", "left", "Scroll to the left";
        ScrollRight "scroll-right", "right", "Scroll to the right";
    }
    Table {
        Open "open", "open", "Open what is under the cursor";
        Filter "filter", "filter", "Show only the rows, or events, that match";
        ClearFilter "clear-filter", "all rows", "Show all rows, or events, again";
        Mark "mark", "mark", "Mark the row for a command on several, or unmark it";
        MarkAll "mark-all", "mark all", "Mark every row shown";
        UnmarkAll "unmark-all", "unmark", "Unmark every row";
        SortNextColumn "sort-next-column", "sort next", "Sort by the column to the right";
        SortPreviousColumn "sort-previous-column", "sort previous", "Sort by the column to the left";
        ReverseSort "reverse-sort", "reverse", "Reverse the order";
    }
    Panes {
        NextPane "next-pane", "next pane", "Move to the next pane";
        PreviousPane "previous-pane", "pane before", "Move to the pane before";
        NextTab "next-tab", "next tab", "Show the next tab";
        PreviousTab "previous-tab", "tab before", "Show the tab before";
        ShowFacts "show-facts", "facts", "Show the facts about the object";
        ShowServers "show-servers", "servers", "Show the servers of the cluster";
        ShowParts "show-parts", "parts", "Show the parts of the object, one kind after the other";
        ShowEvents "show-events", "events", "Show the events of the cluster";
        ShowSpec "show-spec", "spec", "Show the configuration asked of the cluster";
        ShowRaw "show-raw", "raw", "Show the document as the manager sent it";
    }
    Verbs {
        Actions "actions", "actions", "Show all that can be done here, and what cannot and why";
        Start "start", "start", "Start the cluster";
        Stop "stop", "stop", "Stop the cluster";
        ReplaceServer "replace-server", "replace", "Replace the server with a new one";
        Delete "delete", "delete", "Delete what is under the cursor";
        Download "download", "download", "Fetch the file of what is under the cursor";
        SwitchScope "switch-scope", "switch", "Look at what is under the cursor, such as a tenant";
        Ssh "ssh", "log in", "Log in to the machine under the cursor by ssh";
    }
    Configuration {
        Edit "edit", "edit", "Change the configuration of the cluster in the editor";
        Versions "versions", "versions", "Show the versions of the configuration, and go back to one";
        Create "create", "create", "Write the configuration of a new cluster, from the template";
        Clone "clone", "clone", "Write the configuration of a new cluster, from this one";
        CreateFromFile "create-from-file", "from file", "Write the configuration of a new cluster, from a file";
        Drafts "drafts", "drafts", "Show what was written and not applied yet";
    }
    Events {
        Follow "follow", "follow", "Stay at the newest event as events arrive, or stop doing so";
        LevelFilter "level-filter", "level", "Show all events, then warnings and errors, then errors";
        SourceFilter "source-filter", "source", "Show the events of one source after the other";
    }
    Document {
        Search "search", "search", "Find text in the document, also in folded parts";
        SearchNext "search-next", "next match", "Move to the next match";
        SearchPrevious "search-previous", "match before", "Move to the match before";
        FoldToggle "fold-toggle", "fold", "Fold the object or list under the cursor, or unfold it";
        FoldAll "fold-all", "fold all", "Fold everything below the first level";
        UnfoldAll "unfold-all", "unfold all", "Unfold everything";
        RevealSecrets "reveal-secrets", "reveal", "Show the secrets of this document, or hide them again";
        CopyValue "copy-value", "copy value", "Copy the value under the cursor, also a masked one unseen";
    }
    Plan {
        Plan "plan", "plan", "Show what the change does, and have it checked by the manager";
        Apply "apply", "apply", "Ask for the change, after a question";
        ToggleDiff "toggle-diff", "lines", "Show the changes one by one, or the documents line by line";
        ShowRequest "show-request", "request", "Show the request that would be sent";
        ToggleOverwrite "toggle-overwrite", "overwrite", "Send the whole document instead of what differs, or back";
        ToggleForce "toggle-force", "force", "Allow that everything stops for the change, or back";
        DryRun "dry-run", "check again", "Read it again, and have the manager check the request again";
        TakeMine "take-mine", "mine", "Of what both changed, take yours";
        TakeTheirs "take-theirs", "theirs", "Of what both changed, take what the other party wrote";
        EditValue "edit-value", "other value", "Of what both changed, take a value that you type";
    }
    Versions {
        Compare "compare", "compare", "Mark the version that the others are compared with, or unmark it";
        NewerVersion "newer-version", "newer", "Go to the version after this one";
        OlderVersion "older-version", "older", "Go to the version before this one";
        Blame "blame", "who set", "Tell which version set the field under the cursor";
        Restore "restore", "restore", "Plan to go back to this version";
        DiscardDraft "discard-draft", "discard", "Remove the draft for good";
    }
    Editor {
        CompleteField "complete-field", "complete", "Complete what is typed; in a form, again for the next that fits";
        NextFinding "next-finding", "next finding", "Go to the next finding";
        PreviousFinding "previous-finding", "finding before", "Go to the finding before";
        JumpToPath "jump-to-path", "go to", "Go to a field by its path, or to a line by its number";
        ReplaceText "replace-text", "replace", "Replace the match found, and go to the next";
        ReplaceAll "replace-all", "replace all", "Replace every match";
        FormatDocument "format-document", "format", "Indent the document anew";
        EditOutside "edit-outside", "editor", "Edit the text in your own editor ($VISUAL or $EDITOR)";
        Undo "undo", "undo", "Take the last change of the text back";
        Redo "redo", "redo", "Make a change of the text again that was taken back";
        CutText "cut-text", "cut", "Cut the selected text, or the line";
        CopyText "copy-text", "copy", "Copy the selected text, or the line";
        PasteText "paste-text", "paste", "Insert what was cut or copied";
        SelectAll "select-all", "all", "Select the whole text";
        DuplicateLine "duplicate-line", "double", "Insert the line once more";
        DeleteLine "delete-line", "delete line", "Delete the line";
        NewLine "new-line", "new line", "Begin a new line";
        Indent "indent", "indent", "Complete the word, or indent";
        Dedent "dedent", "dedent", "Indent less";
        CursorUp "cursor-up", "up", "Move one line up";
        CursorDown "cursor-down", "down", "Move one line down";
        CursorPageUp "cursor-page-up", "page up", "Move one page up";
        CursorPageDown "cursor-page-down", "page down", "Move one page down";
        CursorTop "cursor-top", "top", "Move to the start of the text";
        CursorBottom "cursor-bottom", "bottom", "Move to the end of the text";
        SelectLeft "select-left", "select left", "Select one character to the left";
        SelectRight "select-right", "select right", "Select one character to the right";
        SelectUp "select-up", "select up", "Select one line up";
        SelectDown "select-down", "select down", "Select one line down";
        SelectToHome "select-to-home", "select start", "Select to the start of the line";
        SelectToEnd "select-to-end", "select rest", "Select to the end of the line";
    }
    Dialog {
        NextButton "next-button", "next", "Move to the next button";
        PreviousButton "previous-button", "before", "Move to the button before";
        PressButton "press-button", "press", "Press the button that has the focus";
    }
    Form {
        GoOn "go-on", "go on", "Go to the next field; from the last one, send the form";
        WriteFile "write-file", "write", "Write the file as it is shown";
        SendForm "send-form", "send", "Send the form as it is";
        EditField "edit-field", "editor", "Write the value of the field in the editor";
        TakeValue "take-value", "take", "Take the value into the form";
        NextField "next-field", "next field", "Go to the next field";
        PreviousField "previous-field", "field before", "Go to the field before";
    }
    Line {
        Submit "submit", "done", "Take the line as it is";
        Cancel "cancel", "cancel", "Leave without doing anything";
        Complete "complete", "complete", "Complete the word from the list";
        NextEntry "next-entry", "next", "Move to the next entry of the list";
        PreviousEntry "previous-entry", "before", "Move to the entry before";
        CursorLeft "cursor-left", "left", "Move one character to the left";
        CursorRight "cursor-right", "right", "Move one character to the right";
        CursorWordLeft "cursor-word-left", "word left", "Move one word to the left";
        CursorWordRight "cursor-word-right", "word right", "Move one word to the right";
        CursorHome "cursor-home", "start", "Move to the start of the line";
        CursorEnd "cursor-end", "end", "Move to the end of the line";
        Backspace "backspace", "erase", "Erase the character before the cursor";
        EraseNext "erase-next", "erase next", "Erase the character under the cursor";
        EraseWord "erase-word", "erase word", "Erase the word before the cursor";
        EraseToEnd "erase-to-end", "erase rest", "Erase from the cursor to the end";
        ClearLine "clear-line", "clear", "Erase the whole line";
    }
}

impl Command {
    /// Commands that no key should run by accident: the palette runs them, and a user may bind them.
    pub const UNBOUND: [Self; 6] = [
        Self::LogOut,
        Self::Delete,
        Self::Create,
        Self::Clone,
        Self::CreateFromFile,
        Self::Panic,
    ];

    /// Every command of this build, in the order of the help.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::EVERY
            .iter()
            .copied()
            .filter(|command| *command != Self::Panic || cfg!(debug_assertions))
    }

    /// The command with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|command| command.name() == name)
    }

    /// Whether the palette offers it: moving about and typing make sense by key only.
    pub const fn is_in_palette(self) -> bool {
        match self.group() {
            Group::Motion | Group::Dialog | Group::Form | Group::Line | Group::Editor => false,
            Group::Console
            | Group::Table
            | Group::Panes
            | Group::Verbs
            | Group::Configuration
            | Group::Events
            | Group::Document
            | Group::Plan
            | Group::Versions => !matches!(self, Self::Palette),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let names: HashSet<_> = Command::all().map(Command::name).collect();
        assert_eq!(names.len(), Command::all().count());
        for name in names {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
        }
    }

    #[test]
    fn help_is_a_short_sentence_and_a_label_one_or_two_words() {
        for command in Command::all() {
            let help = command.help();
            assert!(
                help.starts_with(char::is_uppercase) && !help.ends_with('.'),
                "{help}"
            );
            assert!(help.len() <= 64, "{help}");
            assert!(command.label().split(' ').count() <= 2, "{}", command.label());
        }
    }

    #[test]
    fn the_palette_offers_verbs_and_not_motions() {
        assert!(Command::Delete.is_in_palette() && Command::Stop.is_in_palette());
        assert!(!Command::MoveDown.is_in_palette() && !Command::Submit.is_in_palette());
        assert_eq!(Command::from_name("stop"), Some(Command::Stop));
        assert_eq!(Command::from_name("Stop"), None);
    }
}
