//! NDTMS-style statistics on parents in drug and alcohol treatment, from treatment episode extracts.
//!
//! Data flows one way, through rooms whose types keep the order:
//!
//! ```text
//! extract -> episodes -> journeys -> cohorts -> measures -> disclosure -> presentation
//! bytes      Episode     Journey     PersonYear Measured    Released      files
//! ```
//!
//! [`presentation`] takes only [`disclosure::Released`], and only [`disclosure::release`] can make one, so no number
//! reaches a file, a page or a terminal without having been through disclosure control.
//!
//! treatstat is NDTMS-style; it is not an official NDTMS product.

pub mod cli;
pub mod cohorts;
pub mod commands;
pub mod data;
pub mod day;
pub mod disclosure;
pub mod draft;
pub mod episodes;
pub mod error;
pub mod extract;
pub mod inference;
pub mod journeys;
pub mod measures;
pub mod papers;
pub mod pipeline;
pub mod presentation;
pub mod prevalence;
pub mod published;
pub mod releases;
pub mod settings;
pub mod stop;
pub mod synth;
pub mod table;
pub mod workers;
