//! Who gets which area: pure functions of the size, used by views and by mouse and page sizes alike.

use ratatui::layout::{Constraint, Layout, Rect, Size};

/// The frame around every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Where am I.
    pub crumbs: Rect,
    /// How is it.
    pub status: Rect,
    pub body: Rect,
    /// What can I press.
    pub footer: Rect,
}

/// The panes of the fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fleet {
    pub clusters: Pane,
    /// The selected cluster's servers and events, where there is room.
    pub lower: Option<(Pane, Pane)>,
}

/// A title line and what is below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pane {
    pub rule: Rect,
    pub content: Rect,
}

/// The parts of the screen of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub table: Pane,
    /// What went wrong; empty if nothing did.
    pub troubles: Rect,
}

/// The parts of an object's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    pub header: Rect,
    pub tabs: Rect,
    pub content: Rect,
    /// The selected line in full.
    pub full_text: Rect,
}

/// The parts of the screen of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    pub list: Pane,
    /// What the version under the cursor changed; empty on a small terminal.
    pub changes: Pane,
}

/// The parts of the screen of a change on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    pub header: Rect,
    /// What went wrong; empty if nothing did.
    pub warnings: Pane,
    /// What is being moved; empty if nothing is.
    pub servers: Pane,
    pub events: Pane,
}

/// The screen of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// What it starts from, what it does, what the manager says.
    pub header: Rect,
    pub main: Pane,
    /// The request, where there is room for both.
    pub beside: Option<Pane>,
}

/// The screen of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub header: Rect,
    /// What the other party changed.
    pub theirs: Pane,
    /// What both changed.
    pub conflicts: Pane,
    /// The conflict under the cursor in full: as it was, mine, theirs.
    pub values: [Pane; 3],
}

/// The lower panes need at least this much.
const PANES: Size = Size {
    width: 100,
    height: 28,
};
/// Side by side only where both are readable.
const SIDE_BY_SIDE: u16 = 110;
const HEADER: u16 = 3;
const FULL_TEXT: u16 = 5;

/// The frame for a terminal of this size; on a tiny one the lines that say least go first.
pub fn frame(size: Size) -> Frame {
    let all = Rect::new(0, 0, size.width, size.height);
    let crumbs = u16::from(size.height >= 4);
    let status = u16::from(size.height >= 8);
    let footer = u16::from(size.height >= 3);
    let [crumbs, status, body, footer] = Layout::vertical([
        Constraint::Length(crumbs),
        Constraint::Length(status),
        Constraint::Fill(1),
        Constraint::Length(footer),
    ])
    .areas(all);
    Frame {
        crumbs,
        status,
        body,
        footer,
    }
}

/// Whether the fleet shows the selected cluster's servers and events.
pub fn fleet_has_panes(size: Size) -> bool {
    size.width >= PANES.width && size.height >= PANES.height
}

pub fn fleet(size: Size) -> Fleet {
    let body = frame(size).body;
    if !fleet_has_panes(size) {
        return Fleet {
            clusters: pane(body),
            lower: None,
        };
    }
    let lower_height = (body.height / 3).max(8);
    let [upper, lower] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(lower_height)]).areas(body);
    let halves = if size.width >= SIDE_BY_SIDE {
        Layout::horizontal([Constraint::Fill(9), Constraint::Fill(10)])
            .spacing(1)
            .areas(lower)
    } else {
        Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(lower)
    };
    let [servers, events]: [Rect; 2] = halves;
    Fleet {
        clusters: pane(upper),
        lower: Some((pane(servers), pane(events))),
    }
}

/// A pane with its title line; without room for both, the content goes first.
pub fn pane(area: Rect) -> Pane {
    let title = u16::from(area.height >= 2);
    let [rule, content] = Layout::vertical([Constraint::Length(title), Constraint::Fill(1)]).areas(area);
    Pane { rule, content }
}

/// The screen of a kind with so many lines about what went wrong; half of the room is for rows all the same.
pub fn kind(size: Size, troubles: usize) -> Kind {
    let body = frame(size).body;
    let troubles = u16::try_from(troubles).unwrap_or(u16::MAX).min(body.height / 2);
    let [table, troubles] = Layout::vertical([Constraint::Fill(1), Constraint::Length(troubles)]).areas(body);
    Kind {
        table: pane(table),
        troubles,
    }
}

/// The screen of one object; `with_text` leaves room for the selected line in full.
pub fn object(size: Size, with_text: bool) -> Object {
    let body = frame(size).body;
    let header = if body.height >= 12 {
        HEADER
    } else {
        u16::from(body.height >= 4)
    };
    let full_text = if with_text && body.height >= 16 {
        FULL_TEXT
    } else {
        0
    };
    let [header, tabs, content, full_text] = Layout::vertical([
        Constraint::Length(header),
        Constraint::Length(u16::from(body.height >= 2)),
        Constraint::Fill(1),
        Constraint::Length(full_text),
    ])
    .areas(body);
    Object {
        header,
        tabs,
        content,
        full_text,
    }
}

/// The screen of versions: the list above, the changes below.
pub fn versions(size: Size) -> Versions {
    let body = frame(size).body;
    let lower = if body.height < 8 { 0 } else { body.height / 2 };
    let [list, changes] = Layout::vertical([Constraint::Fill(1), Constraint::Length(lower)]).areas(body);
    Versions {
        list: pane(list),
        changes: pane(changes),
    }
}

/// The screen of a change on its way, with so many warnings and servers to show.
pub fn following(size: Size, warnings: u16, servers: u16) -> Following {
    let body = frame(size).body;
    let header = if body.height >= 8 {
        HEADER
    } else {
        u16::from(body.height >= 4)
    };
    // Half of the room is for events, whatever else there is to say.
    let room = (body.height - header) / 2;
    let part = |lines: u16, overhead: u16, room: u16| match lines {
        0 => 0,
        lines if room > overhead => (lines + overhead).min(room),
        _ => 0,
    };
    let warnings = part(warnings, 1, room);
    let servers = part(servers, 2, room - warnings);
    let [header, warnings, servers, events] = Layout::vertical([
        Constraint::Length(header),
        Constraint::Length(warnings),
        Constraint::Length(servers),
        Constraint::Fill(1),
    ])
    .areas(body);
    Following {
        header,
        warnings: pane(warnings),
        servers: pane(servers),
        events: pane(events),
    }
}

/// The parts of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editor {
    pub rule: Rect,
    pub text: Rect,
    /// What is to be said of the place of the cursor.
    pub about: Rect,
}

/// The editor; of a small one, what is said below goes first.
pub fn editor(size: Size) -> Editor {
    let body = frame(size).body;
    let about = match body.height {
        0..8 => 0,
        8..14 => 3,
        _ => 5,
    };
    let [rule, text, about] = Layout::vertical([
        Constraint::Length(u16::from(body.height >= 3)),
        Constraint::Fill(1),
        Constraint::Length(about),
    ])
    .areas(body);
    Editor { rule, text, about }
}

/// The screen of a plan with so many lines above its panes; `has_beside` asks for the request beside it.
pub fn plan(size: Size, header: u16, has_beside: bool) -> Plan {
    let body = frame(size).body;
    let header = header.min(body.height / 2);
    let [header, panes] = Layout::vertical([Constraint::Length(header), Constraint::Fill(1)]).areas(body);
    if !has_beside || size.width < SIDE_BY_SIDE {
        return Plan {
            header,
            main: pane(panes),
            beside: None,
        };
    }
    let [main, beside] = Layout::horizontal([Constraint::Fill(11), Constraint::Fill(9)])
        .spacing(1)
        .areas(panes);
    Plan {
        header,
        main: pane(main),
        beside: Some(pane(beside)),
    }
}

/// The screen of a merge, with so many changes of the other party and so many conflicts.
pub fn merge(size: Size, theirs: u16, conflicts: u16) -> Merge {
    let body = frame(size).body;
    let lines = |wanted: u16, parts: u16| wanted.saturating_add(1).min(body.height / parts).max(2);
    let [header, theirs, conflicts, values] = Layout::vertical([
        Constraint::Length(body.height.min(2)),
        Constraint::Length(lines(theirs, 4)),
        Constraint::Length(lines(conflicts, 3)),
        Constraint::Fill(1),
    ])
    .areas(body);
    let values: [Rect; 3] = Layout::horizontal([Constraint::Fill(1); 3])
        .spacing(1)
        .areas(values);
    Merge {
        header,
        theirs: pane(theirs),
        conflicts: pane(conflicts),
        values: values.map(pane),
    }
}

/// A box of at most this size in the middle of the terminal.
pub fn centred(size: Size, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(size.width), height.min(size.height));
    Rect::new(
        (size.width - width) / 2,
        (size.height - height) / 2,
        width,
        height,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_a_layout_inside_the_screen() {
        // Every height at which something gives way, and every width from tiny to very wide.
        for width in (1..=40).chain((41..=500).step_by(23)) {
            for height in (1..=40).chain([60, 100, 200]) {
                let size = Size { width, height };
                let all = Rect::new(0, 0, width, height);
                let fleet = fleet(size);
                let object = object(size, true);
                let mut areas = vec![
                    frame(size).body,
                    fleet.clusters.content,
                    object.content,
                    object.header,
                ];
                areas.extend(fleet.lower.iter().flat_map(|(a, b)| [a.content, b.content]));
                for troubles in [0, 1, 5, 300] {
                    let kind = kind(size, troubles);
                    areas.extend([kind.table.content, kind.table.rule, kind.troubles]);
                }
                let versions = versions(size);
                let following = following(size, 5, 9);
                areas.extend([versions.list.content, versions.changes.content]);
                areas.extend([
                    following.header,
                    following.servers.content,
                    following.events.content,
                ]);
                assert!(areas.iter().all(|area| all.union(*area) == all), "{size:?}");
                assert!(frame(size).body.height >= 1);
            }
        }
    }

    #[test]
    fn a_plan_and_a_merge_have_a_layout_inside_every_screen() {
        for (width, height) in [(1, 1), (3, 2), (40, 7), (80, 24), (109, 8), (110, 9), (500, 200)] {
            for lines in [0, 1, 5, 300] {
                let size = Size { width, height };
                let all = Rect::new(0, 0, width, height);
                let plan = plan(size, lines, true);
                let merge = merge(size, lines, lines);
                let panes = [plan.main, merge.theirs, merge.conflicts].into_iter();
                let contents = panes
                    .chain(plan.beside)
                    .chain(merge.values)
                    .map(|pane| pane.content);
                let mut areas = contents.chain([plan.header, merge.header]);
                assert!(areas.all(|area| all.union(area) == all), "{size:?}");
                assert_eq!(plan.beside.is_some(), width >= SIDE_BY_SIDE);
            }
        }
    }

    #[test]
    fn panes_appear_only_where_there_is_room() {
        assert!(
            fleet(Size {
                width: 80,
                height: 24
            })
            .lower
            .is_none()
        );
        assert!(
            fleet(Size {
                width: 120,
                height: 40
            })
            .lower
            .is_some()
        );
    }
}
