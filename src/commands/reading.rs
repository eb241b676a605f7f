//! Reading an extract while a person watches: a progress bar on a terminal, and an end on Ctrl-C that leaves nothing.

use super::Talk;
use crate::cli::ReadArgs;
use crate::error::{Error, Result};
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

/// Reads, watched. Ctrl-C ends reading, and whatever asks [`refuse_if_stopped`] afterwards.
pub fn read(request: Request, settings: &Settings, talk: Talk) -> Result<(Extract, Arc<Watch>)> {
    let watch = Arc::clone(&request.watch);
    stop_on_interrupt(&watch);
    let extract = with_bar(&watch, talk, || read_as(request, settings))?;
    refuse_if_stopped(&watch)?;
    Ok((extract, watch))
}

/// The end that Ctrl-C asked for.
///
/// # Errors If it did.
pub fn refuse_if_stopped(watch: &Watch) -> Result<()> {
    match watch.is_stopped() {
        true => Err(Error::Interrupted),
        false => Ok(()),
    }
}

/// The first Ctrl-C asks for a clean end; the second does not wait for it.
fn stop_on_interrupt(watch: &Arc<Watch>) {
    let watch = Arc::clone(watch);
    // Where no handler can be set, the system ends the program on Ctrl-C, as it would have.
    let _ = ctrlc::set_handler(move || {
        if watch.stop.swap(true, Ordering::Relaxed) {
            std::process::exit(crate::error::INTERRUPTED);
        }
    });
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
