//! What tells whether a file is the same as another: its length and its SHA-256.

use crate::error::{Error, Result};
use crate::stop::Stoppable;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{self, BufReader, Write};
use std::path::Path;

#[derive(Serialize)]
pub struct Fingerprint {
    file: String,
    bytes: u64,
    /// `None` for what cannot be read twice, such as a pipe.
    sha256: Option<String>,
}

impl Fingerprint {
    /// Of a file there is, under a name.
    pub fn of(path: &Path, name: String) -> Result<Fingerprint> {
        if !path.is_file() {
            return Ok(Fingerprint {
                file: name,
                bytes: 0,
                sha256: None,
            });
        }
        let fail = |e: io::Error| Error::Unreadable {
            path: path.into(),
            message: e.to_string(),
            hint: String::new(),
        };
        let file = std::fs::File::open(path).map_err(fail)?;
        let mut file = BufReader::with_capacity(1 << 18, file);
        // An extract may be long, and this happens while a report is written: it must be possible to stop it.
        let mut all = Fingerprinting::new(Stoppable(io::sink()));
        io::copy(&mut file, &mut all).map_err(fail)?;
        Ok(all.finish(name))
    }
}

/// Takes the fingerprint of what is written through it.
pub struct Fingerprinting<W> {
    out: W,
    bytes: u64,
    hasher: Sha256,
}

impl<W: Write> Fingerprinting<W> {
    pub fn new(out: W) -> Fingerprinting<W> {
        Fingerprinting {
            out,
            bytes: 0,
            hasher: Sha256::new(),
        }
    }

    pub fn finish(self, file: String) -> Fingerprint {
        let hash = self.hasher.finalize();
        Fingerprint {
            file,
            bytes: self.bytes,
            sha256: Some(hash.iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }
}

impl<W: Write> Write for Fingerprinting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
