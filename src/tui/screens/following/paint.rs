//! The parts of the screen of a change on its way.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::resource::freshness::elapsed;
use crate::resource::kind::SERVERS;
use crate::resource::{Activity, Event, Step};
use crate::tui::known::KnownObject;
use crate::tui::screens::{Look, object};
use crate::tui::theme::Theme;
use crate::tui::widgets::rule::{self, Rule};
use crate::tui::widgets::spans::{Pen, wrap};
use crate::tui::widgets::table::{RowLook, level_style};

use super::screen::FollowingScreen;

impl FollowingScreen {
    pub(super) fn paint(&self, look: Look<'_>, buf: &mut Buffer) {
        let Some(activity) = self.of(look) else { return };
        let theme = look.theme;
        let areas = self.areas(look.size);
        let object = look.known.object(self.key());
        let is_stale = object.is_some_and(|object| object.state.is_stale(look.now));
        self.paint_header(activity, object, look, areas.header, buf);
        let title = |title: &str, area: Rect, buf: &mut Buffer| {
            let rule = Rule {
                title,
                has_focus: false,
                important: "",
                middle: "",
                fresh: (String::new(), theme.dim),
            };
            rule.render(theme, area, buf);
        };
        if areas.warnings.content.height > 0 {
            title("Went wrong", areas.warnings.rule, buf);
            let lines = areas.warnings.content.y..areas.warnings.content.bottom();
            for (y, event) in lines.zip(&self.warnings) {
                let line = Rect {
                    y,
                    height: 1,
                    ..areas.warnings.content
                };
                paint_warning(event, theme, line, buf);
            }
        }
        if areas.servers.content.height > 0 {
            let all = object.and_then(|object| object.detail.as_ref());
            let all = all.map_or(0, |detail| detail.children_of(SERVERS).len());
            let moving = self.servers.rows().total();
            title(
                &format!("{moving} of {all} servers do not run"),
                areas.servers.rule,
                buf,
            );
            let row_look = RowLook {
                has_focus: false,
                is_stale: &|_| is_stale,
            };
            self.servers
                .view(&row_look, "", theme, areas.servers.content, buf);
        }
        let since = activity.asked.format("%H:%M:%S");
        Rule {
            title: &format!("Events since {since}"),
            has_focus: true,
            important: "",
            middle: &self.events.words(),
            fresh: object.map_or_else(
                || (String::new(), theme.dim),
                |object| rule::freshness(&object.state, look.now, theme),
            ),
        }
        .render(theme, areas.events.rule, buf);
        self.events
            .view(true, is_stale, look.now, theme, areas.events.content, buf);
    }

    /// What was asked and how far it is; the story; at the end what came of it, otherwise the stages.
    fn paint_header(
        &self,
        activity: &Activity,
        object: Option<&KnownObject>,
        look: Look<'_>,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let theme = look.theme;
        let line = |at: u16| Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            y: area.y + at,
            height: u16::from(at < area.height),
        };
        let step = &activity.step;
        let intent = &activity.intent;
        let style = step_style(step, theme);
        let mut pen = Pen::new(buf, line(0), theme.glyphs.ellipsis);
        pen.write(&format!("{} {}", intent.action, intent.name), theme.title)
            .skip(3)
            .write(step.word(), style)
            .skip(3);
        if area.height == 1 {
            pen.write(&step.story(), theme.text);
            return;
        }
        let times = if step.is_final() {
            let took = (activity.at - activity.asked).to_std().unwrap_or_default();
            format!("ended {}, took {}", activity.at.format("%H:%M:%S"), elapsed(took))
        } else {
            format!("asked {}", activity.asked.format("%H:%M:%S"))
        };
        pen.write_right(&times, theme.dim);
        let lines = if step.is_final() { 2 } else { 1 };
        let story = wrap(&step.story(), line(1).width);
        let is_cut = story.len() > lines;
        for (at, words) in (1..).zip(story.iter().take(lines)) {
            let mut pen = Pen::new(buf, line(at), theme.glyphs.ellipsis);
            pen.write(words, theme.text);
            if is_cut && usize::from(at) == lines {
                pen.skip(1).write(theme.glyphs.ellipsis, theme.dim);
            }
        }
        if step.is_final() {
            return;
        }
        let mut pen = Pen::new(buf, line(2), theme.glyphs.ellipsis);
        if let Some(failure) = object.and_then(|object| object.state.failure.as_ref()) {
            pen.write(&failure.notice.line(), theme.stale);
        } else if let Some(row) = look.known.row(self.key())
            && row.state.class.is_busy()
        {
            let detail = object.and_then(|object| object.detail.as_ref());
            object::view_progress(row, detail, object, look, &mut pen);
        }
    }
}

fn step_style(step: &Step, theme: &Theme) -> Style {
    match step {
        Step::Queued | Step::Sending | Step::Accepted(_) => theme.busy,
        Step::Done(_) => theme.ok,
        Step::Differs(_) | Step::Unknown(_) | Step::NotSent(_) | Step::NoCredential(_) | Step::Changed(_) => {
            theme.warning
        }
        Step::Failed(_) | Step::Rejected(_) => theme.error,
    }
}

fn paint_warning(event: &Event, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let time = event.at.map(|at| at.format("%H:%M:%S").to_string());
    let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
    pen.skip(2)
        .write(&time.unwrap_or_default(), theme.dim)
        .skip(1)
        .write(
            &format!("{:<5}", event.level.text),
            level_style(event.level.level, theme),
        )
        .skip(1)
        .write(&event.message, theme.text);
}
