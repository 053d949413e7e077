use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::{DiffView, Side};
use crate::tui::keymap::Command;
use crate::tui::theme::Theme;

const BEFORE: &str = "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3,\n  \"d\": 4,\n  \"e\": 5,\n  \"f\": 6,\n  \"g\": 7,\n  \"h\": 8,\n  \"i\": 9\n}";

fn view(before: &str, after: &str, width: u16, height: u16) -> DiffView {
    let mut view = DiffView::new(before, after);
    view.resize(Size { width, height });
    view
}

fn painted(view: &DiffView, width: u16, height: u16) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    view.view(&Theme::plain(), buf.area, &mut buf);
    let row = |y: u16| -> String {
        let line: String = (0..width).map(|x| buf[(x, y)].symbol()).collect();
        format!("|{}", line.trim_end())
    };
    (0..height).map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_narrow_pane_shows_one_text_below_the_other_and_folds_what_is_the_same() {
    let after = BEFORE
        .replace("\"h\": 8", "\"h\": 80")
        .replace("  \"i\": 9\n", "  \"i\": 9,\n  \"j\": 1\n");
    insta::assert_snapshot!(painted(&view(BEFORE, &after, 40, 10), 40, 10), @r#"
    |  .. 5 unchanged lines ..
    |  6   6     "e": 5,
    |  7   7     "f": 6,
    |  8   8     "g": 7,
    |  9     -   "h": 8,
    | 10     -   "i": 9
    |      9 +   "h": 80,
    |     10 +   "i": 9,
    |     11 +   "j": 1
    | 11  12   }
    "#);
}

#[test]
fn a_wide_pane_shows_them_side_by_side() {
    let after = BEFORE
        .replace("  \"b\": 2,\n", "")
        .replace("\"h\": 8", "\"h\": 80");
    insta::assert_snapshot!(painted(&view(BEFORE, &after, 120, 11), 120, 11), @r#"
    |  1   {                                                     │  1   {
    |  2     "a": 1,                                             │  2     "a": 1,
    |  3 -   "b": 2,                                             │
    |  4     "c": 3,                                             │  3     "c": 3,
    |  5     "d": 4,                                             │  4     "d": 4,
    |  6     "e": 5,                                             │  5     "e": 5,
    |  7     "f": 6,                                             │  6     "f": 6,
    |  8     "g": 7,                                             │  7     "g": 7,
    |  9 ~   "h": 8,                                             │  8 ~   "h": 80,
    | 10     "i": 9                                              │  9     "i": 9
    | 11   }                                                     │ 10   }
    "#);
}

#[test]
fn within_a_line_the_words_that_differ_stand_out_without_colour() {
    let after = BEFORE.replace("\"b\": 2", "\"b\": 20");
    let view = view(BEFORE, &after, 40, 20);
    let theme = Theme::plain();
    let mut buf = Buffer::empty(Rect::new(0, 0, 40, 20));
    view.view(&theme, buf.area, &mut buf);
    let marked: String = (buf.content.iter())
        .filter(|cell| cell.modifier.contains(theme.differing.add_modifier))
        .map(|cell| cell.symbol())
        .collect();
    assert_eq!(marked, "220");
}

#[test]
fn it_scrolls_no_further_than_its_end_and_goes_from_change_to_change() {
    let after = BEFORE
        .replace("\"b\": 2", "\"b\": 20")
        .replace("\"h\": 8", "\"h\": 80");
    let mut view = view(BEFORE, &after, 40, 4);
    view.run(Command::FoldToggle);
    let tops = |view: &mut DiffView, commands: &[Command]| -> Vec<usize> {
        commands
            .iter()
            .map(|command| {
                assert!(view.run(*command));
                view.top
            })
            .collect()
    };
    use Command::{MoveDown, MoveToBottom, MoveToTop, PageDown, PageUp, SearchNext, SearchPrevious};
    let found = tops(
        &mut view,
        &[
            SearchNext,
            SearchNext,
            SearchPrevious,
            PageDown,
            MoveToBottom,
            MoveDown,
            PageUp,
            MoveToTop,
        ],
    );
    assert_eq!(found, [2, 9, 2, 5, 9, 9, 6, 0]);
    assert!(!view.run(Command::Apply));
}

#[test]
fn a_line_of_either_text_is_found_also_where_it_is_folded_away() {
    let after = BEFORE
        .replace("\"b\": 2", "\"b\": 20")
        .replace("  \"a\": 1,\n", "");
    let mut view = view(BEFORE, &after, 40, 3);
    view.go_to(Side::After, 1);
    assert!(painted(&view, 40, 3).contains("+   \"b\": 20"));
    view.go_to(Side::Before, 9);
    assert!(painted(&view, 40, 3).contains("unchanged lines"));
}

#[test]
fn texts_that_do_not_differ_say_so_and_any_two_can_be_shown() {
    assert!(painted(&view("a", "a", 40, 2), 40, 2).contains("no difference"));
    for (before, after) in [
        ("", "a\nb"),
        ("a\nb", ""),
        ("", ""),
        ("\u{1b}[31m", "データ"),
        ("a", &"long ".repeat(900)),
    ] {
        for (width, height) in [(0, 0), (1, 1), (7, 3), (200, 5)] {
            let mut view = view(before, after, width, height);
            view.run(Command::ScrollRight);
            let _painted = painted(&view, width, height);
        }
    }
    assert_eq!(DiffView::new("a\nb", "a\nc\nd").counts(), (2, 1));
}

#[test]
fn what_was_at_the_top_stays_there_when_the_pane_gets_wide() {
    let before: String = (0..200).map(|number| format!("line {number}\n")).collect();
    let after: String = (0..200).map(|number| format!("line {}\n", number * 2)).collect();
    let mut view = view(&before, &after, 80, 10);
    view.go_to(Side::Before, 100);
    let top = view.lines[view.top].before();
    view.resize(Size {
        width: 160,
        height: 10,
    });
    assert_eq!(view.lines[view.top].before(), top);
}

#[test]
fn texts_too_long_to_be_compared_closely_are_compared_place_by_place() {
    let text = |first: &str, last: &str| {
        let lines: String = (0..20_000).map(|number| format!("line {number}\n")).collect();
        format!("same\n{first}\n{lines}{last}\nsame")
    };
    let far = DiffView::new(&text("a", "a"), &text("b", "b"));
    assert_eq!((far.is_same(), far.counts()), (false, (2, 2)));
    let longer = DiffView::new(&text("a", "a"), &text("b\nc", "b"));
    assert_eq!(longer.counts(), (20_003, 20_002));
    // What is the same at both ends does not count.
    let near = DiffView::new(&text("a", "a"), &text("b\nc", "a"));
    assert_eq!(near.counts(), (2, 1));
}
