//! The files of an uploaded archive: tar, tar.gz and zip are read, tar.bz2 is known and left closed ("Blueprints").

use std::io::Read;

use flate2::read::{DeflateDecoder, GzDecoder};

/// One file of an archive, under its path without the top folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub content: Vec<u8>,
}

/// What became of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    Files(Vec<File>),
    /// Of a format that the service knows and this one does not open.
    Closed,
    /// Of no format that the service knows.
    Unknown,
}

/// As much is unpacked at most, so that a small upload cannot fill the memory.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Opens an archive by what stands at its beginning.
pub fn open(bytes: &[u8]) -> Opened {
    if bytes.starts_with(b"PK\x03\x04") {
        zip(bytes).map_or(Opened::Unknown, opened)
    } else if bytes.starts_with(&[0x1f, 0x8b]) {
        match inflate(GzDecoder::new(bytes)) {
            Some(inner) => tar(&inner).map_or(Opened::Unknown, opened),
            None => Opened::Unknown,
        }
    } else if bytes.starts_with(b"BZh") {
        Opened::Closed
    } else {
        tar(bytes).map_or(Opened::Unknown, opened)
    }
}

/// The files without the one folder that all of them are in.
fn opened(mut files: Vec<File>) -> Opened {
    let top = files
        .first()
        .and_then(|file| file.path.split_once('/'))
        .map(|(top, _)| format!("{top}/"));
    if let Some(top) = top.filter(|top| files.iter().all(|file| file.path.starts_with(top.as_str()))) {
        for file in &mut files {
            file.path = file.path.split_off(top.len());
        }
    }
    Opened::Files(files)
}

/// The files of a tar archive; `None` if the first header does not add up.
fn tar(bytes: &[u8]) -> Option<Vec<File>> {
    const BLOCK: usize = 512;
    let mut files = Vec::new();
    let mut at = 0;
    let mut long_name = None;
    loop {
        let header = bytes.get(at..at + BLOCK);
        let Some(header) = header.filter(|header| header.iter().any(|byte| *byte != 0)) else {
            return (!files.is_empty()).then_some(files);
        };
        if !adds_up(header)? {
            return None;
        }
        let size = octal(header.get(124..136)?)?;
        let content = bytes.get(at + BLOCK..at + BLOCK + size)?;
        match header.get(156)? {
            // A name that does not fit in the header, for the entry that follows (GNU).
            b'L' => long_name = Some(text(content)),
            b'0' | 0 => files.push(File {
                path: tidy(&long_name.take().unwrap_or(tar_name(header)?)),
                content: content.to_vec(),
            }),
            _ => long_name = None,
        }
        at += BLOCK + size.div_ceil(BLOCK) * BLOCK;
    }
}

/// Whether the checksum of a header is right, which counts its own field as spaces.
fn adds_up(header: &[u8]) -> Option<bool> {
    let own = octal(header.get(148..156)?)?;
    let sum: usize = header
        .iter()
        .enumerate()
        .map(|(place, byte)| usize::from(if (148..156).contains(&place) { b' ' } else { *byte }))
        .sum();
    Some(sum == own)
}

fn tar_name(header: &[u8]) -> Option<String> {
    let name = text(header.get(..100)?);
    let has_prefix = header.get(257..262)? == b"ustar";
    let prefix = text(header.get(345..500)?);
    Some(match has_prefix && !prefix.is_empty() {
        true => format!("{prefix}/{name}"),
        false => name,
    })
}

fn octal(field: &[u8]) -> Option<usize> {
    usize::from_str_radix(text(field).trim(), 8).ok()
}

/// The files of a zip archive, by its central directory; `None` if it is damaged or packed in another way.
fn zip(bytes: &[u8]) -> Option<Vec<File>> {
    const END: &[u8] = b"PK\x05\x06";
    let end = bytes.windows(END.len()).rposition(|window| window == END)?;
    let count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    let mut files = Vec::new();
    for _ in 0..count {
        let (method, packed) = (number(bytes, at + 10, 2)?, number(bytes, at + 20, 4)?);
        let [name, extra, comment] = [28, 30, 32].map(|place| number(bytes, at + place, 2));
        let (name, rest) = (name?, extra? + comment?);
        let path = text(bytes.get(at + 46..at + 46 + name)?);
        let local = number(bytes, at + 42, 4)?;
        let start = local + 30 + number(bytes, local + 26, 2)? + number(bytes, local + 28, 2)?;
        let content = bytes.get(start..start + packed)?;
        if !path.ends_with('/') {
            let content = match method {
                0 => content.to_vec(),
                8 => inflate(DeflateDecoder::new(content))?,
                _ => return None,
            };
            files.push(File {
                path: tidy(&path),
                content,
            });
        }
        at += 46 + name + rest;
    }
    Some(files)
}

/// A little-endian number.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let field = bytes.get(at..at + length)?;
    Some(
        field
            .iter()
            .rev()
            .fold(0, |number, byte| (number << 8) | usize::from(*byte)),
    )
}

fn inflate(packed: impl Read) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    packed.take(LARGEST).read_to_end(&mut content).ok()?;
    Some(content)
}

fn text(field: &[u8]) -> String {
    let until = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(field.get(..until).unwrap_or_default()).into_owned()
}

fn tidy(path: &str) -> String {
    path.trim_start_matches("./").trim_start_matches('/').to_owned()
}

/// A tar archive of these files in one folder, as a visitor gets it back ("download").
pub fn pack(folder: &str, files: &[File]) -> Vec<u8> {
    let mut archive = Vec::new();
    for file in files {
        let mut header = [0_u8; 512];
        let size = format!("{:011o}\0", file.content.len());
        let name = format!("{folder}/{}", file.path);
        let fields: [(usize, usize, &[u8]); 7] = [
            (0, 99, name.as_bytes()),
            (100, 8, b"0000644\0"),
            (108, 8, b"0000000\0"),
            (116, 8, b"0000000\0"),
            (124, 12, size.as_bytes()),
            (136, 12, b"00000000000\0"),
            (257, 8, b"ustar\x0000"),
        ];
        let mut write = |at: usize, most: usize, value: &[u8]| {
            for (place, byte) in header.iter_mut().skip(at).take(most).zip(value) {
                *place = *byte;
            }
        };
        for (at, most, value) in fields {
            write(at, most, value);
        }
        write(148, 8, b"        ");
        write(156, 1, b"0");
        let sum: usize = header.iter().map(|byte| usize::from(*byte)).sum();
        let sum = format!("{sum:06o}\0 ");
        for (place, byte) in header.iter_mut().skip(148).zip(sum.bytes()) {
            *place = byte;
        }
        archive.extend_from_slice(&header);
        archive.extend_from_slice(&file.content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1_024, 0);
    archive
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn files() -> Vec<File> {
        let file = |path: &str, content: &str| File {
            path: path.to_owned(),
            content: content.as_bytes().to_vec(),
        };
        vec![
            file("blueprint.yaml", "inputs: {}\n"),
            file("scripts/step.sh", "#!/bin/sh\n"),
        ]
    }

    #[test]
    fn what_is_packed_is_read_again_without_its_folder() {
        let packed = pack("shop", &files());
        assert_eq!(open(&packed), Opened::Files(files()));
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&packed).unwrap();
        assert_eq!(open(&gzip.finish().unwrap()), Opened::Files(files()));
    }

    #[test]
    fn what_is_no_archive_is_unknown_and_a_broken_one_too() {
        assert_eq!(open(b"not an archive"), Opened::Unknown);
        assert_eq!(open(b""), Opened::Unknown);
        assert_eq!(open(b"PK\x03\x04 and nothing more"), Opened::Unknown);
        assert_eq!(open(&[0x1f, 0x8b, 1, 2, 3]), Opened::Unknown);
        assert_eq!(open(b"BZh91AY"), Opened::Closed);
        let mut damaged = pack("shop", &files());
        damaged[0] ^= 1;
        assert_eq!(open(&damaged), Opened::Unknown);
    }

    #[test]
    fn a_zip_is_read_by_its_directory() {
        // `zip -r` of one folder with one deflated and one stored file.
        let deflated = {
            let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
            deflate.write_all(b"inputs: {}\n").unwrap();
            deflate.finish().unwrap()
        };
        let mut archive = Vec::new();
        let mut directory = Vec::new();
        let mut entry = |name: &str, method: u8, packed: &[u8], size: usize| {
            let offset = u32::try_from(archive.len()).unwrap().to_le_bytes();
            let lengths = [packed.len(), size].map(|length| u32::try_from(length).unwrap().to_le_bytes());
            let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
            archive.extend(b"PK\x03\x04\x14\0\0\0");
            archive.extend([method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            archive.extend(lengths.concat());
            archive.extend([name_length, [0, 0]].concat());
            archive.extend(name.as_bytes());
            archive.extend(packed);
            directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0");
            directory.extend([method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            directory.extend(lengths.concat());
            directory.extend([name_length, [0; 2], [0; 2], [0; 2], [0; 2]].concat());
            directory.extend([0; 4]);
            directory.extend(offset);
            directory.extend(name.as_bytes());
        };
        entry("shop/blueprint.yaml", 8, &deflated, 11);
        entry("shop/scripts/step.sh", 0, b"#!/bin/sh\n", 10);
        let start = u32::try_from(archive.len()).unwrap().to_le_bytes();
        let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
        archive.extend(directory);
        archive.extend(b"PK\x05\x06\0\0\0\0\x02\0\x02\0");
        archive.extend([size, start].concat());
        archive.extend([0, 0]);
        assert_eq!(open(&archive), Opened::Files(files()));
    }
}
