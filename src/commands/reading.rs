//! Reading an extract while a person watches: a progress bar on a terminal.

use super::Talk;
use crate::cli::ReadArgs;
use crate::error::Result;
use crate::extract::{Extract, Profile, Request, Watch, read_as};
use crate::settings::{Choices, Settings};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// A run that takes no longer than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(400);
const BEAT: Duration = Duration::from_millis(100);

/// The settings that a file and flags come to.
pub fn settings(args: &ReadArgs, flags: Choices) -> Result<Settings> {
    let file = args.settings.as_deref().map(Choices::read).transpose()?;
    Settings::resolve(args.preset, file.unwrap_or_default(), flags)
}

/// What a command line asks to be read.
pub fn request(args: &ReadArgs) -> Result<Request> {
    Ok(Request {
        extract: args.extract.clone(),
        profile: args.profile.as_deref().map(Profile::load).transpose()?,
        sheet: args.sheet.clone(),
        ..Request::default()
    })
}

/// Reads; a person who waits sees how far.
pub fn read(request: Request, settings: &Settings, talk: Talk) -> Result<Extract> {
    let watch = Arc::clone(&request.watch);
    with_bar(&watch, talk, || read_as(request, settings))
}

fn with_bar<T>(watch: &Arc<Watch>, talk: Talk, work: impl FnOnce() -> T) -> T {
    if talk.quiet || !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, is_done) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let bar = bar();
                while is_done.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                    bar.set_length(watch.total.load(Ordering::Relaxed));
                    bar.set_position(watch.read.load(Ordering::Relaxed));
                }
                bar.finish_and_clear();
            }
        });
        let result = work();
        drop(done);
        result
    })
}

fn bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("reading {bar:30} {bytes} of {total_bytes}, {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}
