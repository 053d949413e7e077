//! The shortest way from one place to another.

/// Where the terminal's cursor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Unknown,
    At {
        x: u16,
        y: u16,
    },
    /// After the last column was written: terminals differ on the column, not on the row.
    PastEnd {
        y: u16,
    },
}

/// A way to a place: its length is compared before any of it is written.
#[derive(Debug, Clone, Copy)]
enum Way {
    Absolute {
        x: u16,
        y: u16,
    },
    Relative {
        carriage_return: bool,
        from: u16,
        to: u16,
        up: u16,
        down: u16,
    },
}

impl Place {
    /// Appends what moves the cursor from here to column `x` of row `y`.
    pub(super) fn travel(self, x: u16, y: u16, out: &mut Vec<u8>) {
        if self != (Place::At { x, y }) {
            self.way(x, y).write(out);
        }
    }

    /// Bytes that [`Place::travel`] would append.
    pub(super) fn distance(self, x: u16, y: u16) -> usize {
        if self == (Place::At { x, y }) {
            0
        } else {
            self.way(x, y).len()
        }
    }

    fn way(self, x: u16, y: u16) -> Way {
        let absolute = Way::Absolute { x, y };
        let (from_x, from_y) = match self {
            Place::Unknown => return absolute,
            Place::At { x, y } => (Some(x), y),
            Place::PastEnd { y } => (None, y),
        };
        let (up, down) = (from_y.saturating_sub(y), y.saturating_sub(from_y));
        let returning = Way::Relative {
            carriage_return: true,
            from: 0,
            to: x,
            up,
            down,
        };
        let direct = from_x.map(|from| Way::Relative {
            carriage_return: false,
            from,
            to: x,
            up,
            down,
        });
        let shorter = |one: Way, other: Way| if other.len() < one.len() { other } else { one };
        direct.into_iter().chain([returning]).fold(absolute, shorter)
    }
}

impl Way {
    fn len(self) -> usize {
        match self {
            Way::Absolute { x: 0, y: 0 } => 3,
            Way::Absolute { x: 0, y } => 3 + digits(y + 1),
            Way::Absolute { x, y } => 4 + digits(y + 1) + digits(x + 1),
            Way::Relative {
                carriage_return,
                from,
                to,
                up,
                down,
            } => {
                let rows = if up > 0 {
                    step_len(up)
                } else {
                    repeated_or_step(down)
                };
                let columns = if to > from {
                    step_len(to - from)
                } else {
                    repeated_or_step(from - to)
                };
                usize::from(carriage_return) + rows + columns
            }
        }
    }

    fn write(self, out: &mut Vec<u8>) {
        match self {
            Way::Absolute { x: 0, y: 0 } => out.extend_from_slice(b"\x1b[H"),
            Way::Absolute { x: 0, y } => write_step(out, y + 1, b'H', false),
            Way::Absolute { x, y } => {
                out.extend_from_slice(b"\x1b[");
                write_number(out, y + 1);
                out.push(b';');
                write_number(out, x + 1);
                out.push(b'H');
            }
            Way::Relative {
                carriage_return,
                from,
                to,
                up,
                down,
            } => {
                if carriage_return {
                    out.push(b'\r');
                }
                write_step(out, up, b'A', true);
                write_repeated_or_step(out, down, b'\n', b'B');
                write_step(out, to.saturating_sub(from), b'C', true);
                write_repeated_or_step(out, from.saturating_sub(to), b'\x08', b'D');
            }
        }
    }
}

/// Appends a number in decimal.
pub(super) fn write_number(out: &mut Vec<u8>, number: u16) {
    let mut divisor = 10_u16.pow(u32::try_from(digits(number) - 1).unwrap_or(0));
    while divisor > 0 {
        let digit = u8::try_from(number / divisor % 10).unwrap_or(0);
        out.push(b'0' + digit);
        divisor /= 10;
    }
}

/// Length of a number in decimal.
fn digits(number: u16) -> usize {
    match number {
        0..10 => 1,
        10..100 => 2,
        100..1_000 => 3,
        1_000..10_000 => 4,
        _ => 5,
    }
}

fn step_len(count: u16) -> usize {
    match count {
        0 => 0,
        1 => 3,
        _ => 3 + digits(count),
    }
}

fn write_step(out: &mut Vec<u8>, count: u16, command: u8, one_is_implied: bool) {
    if count == 0 {
        return;
    }
    out.extend_from_slice(b"\x1b[");
    if count > 1 || !one_is_implied {
        write_number(out, count);
    }
    out.push(command);
}

fn repeated_or_step(count: u16) -> usize {
    usize::from(count).min(step_len(count))
}

/// A control character as often as needed, or the sequence that says how often.
fn write_repeated_or_step(out: &mut Vec<u8>, count: u16, character: u8, command: u8) {
    if usize::from(count) <= step_len(count) {
        out.extend(std::iter::repeat_n(character, count.into()));
    } else {
        write_step(out, count, command, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn travel(from: Place, x: u16, y: u16) -> String {
        let mut out = Vec::new();
        from.travel(x, y, &mut out);
        assert_eq!(out.len(), from.distance(x, y));
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn an_unknown_place_is_left_absolutely() {
        assert_eq!(travel(Place::Unknown, 0, 0), "^[H");
        assert_eq!(travel(Place::Unknown, 0, 9), "^[10H");
        assert_eq!(travel(Place::Unknown, 99, 9), "^[10;100H");
    }

    #[test]
    fn short_ways_are_taken() {
        let here = Place::At { x: 10, y: 10 };
        assert_eq!(travel(here, 10, 10), "");
        assert_eq!(travel(here, 0, 10), "\r");
        assert_eq!(travel(here, 0, 12), "\r\n\n");
        assert_eq!(travel(here, 9, 11), "\n\x08");
        assert_eq!(travel(here, 11, 10), "^[C");
        assert_eq!(travel(here, 60, 10), "^[50C");
        assert_eq!(travel(here, 10, 9), "^[A");
        assert_eq!(travel(here, 90, 40), "^[41;91H");
    }

    #[test]
    fn after_the_last_column_only_the_row_is_trusted() {
        assert_eq!(travel(Place::PastEnd { y: 4 }, 0, 5), "\r\n");
        assert_eq!(travel(Place::PastEnd { y: 4 }, 70, 5), "^[6;71H");
    }

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 99, 100, 1_234, 65_535] {
            let mut out = Vec::new();
            write_number(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }
}
