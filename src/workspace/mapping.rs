//! How the map is drawn: where its topics stand, and what their colours mean.
//!
//! Positions change on request only, and a worker finds them. They are no decisions: no project keeps them.

use std::sync::Arc;

use super::Workspace;
use super::map_layers::{Dots, Labels};
use crate::layout::map_layout::ProjectionKind;
use crate::tables::{Stander, Standing};
use crate::topics::TopicId;
use crate::topics::profile::Profile;
use crate::worker::{Job, Outcome, Worker};

/// What the colour of a bubble tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColourBy {
    /// Which topic it is.
    #[default]
    Topic,
    Size,
    Cohesion,
    /// The first of the tags that the researcher gave.
    Tag,
    /// The most common label among the documents, as the corpus gives them.
    Label,
    /// The most common value of one of the corpus' fields, by its place.
    Field(usize),
}

/// How large bubbles are, in units of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BubbleScale {
    /// Radius of a bubble of one document; it grows with the root of the documents.
    pub unit_radius: f64,
    pub smallest_radius: f64,
}

/// What the map shows beside the topics themselves.
#[derive(Default)]
pub struct Mapping {
    colour_by: ColourBy,
    placing: Option<Placing>,
    /// What the principal axes are made of, where they are not those of the clusters.
    axes: Option<AxesOf>,
    pub(super) labels: Labels,
    pub(super) dots: Dots,
}

/// Topics with their points.
#[derive(Clone)]
pub(super) struct AxesOf {
    pub(super) topics: Vec<Arc<Profile>>,
    pub(super) points: Vec<[f64; 2]>,
}

/// Topics for which a worker looks for places.
struct Placing {
    worker: Worker,
    standers: Vec<Stander>,
    what: What,
}

enum What {
    Layout(ProjectionKind, Vec<Arc<Profile>>),
    Spread,
}

impl Mapping {
    pub fn colour_by(&self) -> ColourBy {
        self.colour_by
    }

    /// The layout that a worker is making.
    pub fn coming_layout(&self) -> Option<ProjectionKind> {
        match self.placing.as_ref()?.what {
            What::Layout(kind, _) => Some(kind),
            What::Spread => None,
        }
    }

    /// Whether a worker looks for something that the map waits for.
    pub fn is_pending(&self) -> bool {
        self.placing.is_some() || self.labels.is_pending() || self.dots.is_pending()
    }

    pub(super) fn axes(&self) -> Option<&AxesOf> {
        self.axes.as_ref()
    }

    /// Forgets what belongs to other topics; how the map is looked at stays.
    pub(super) fn reset(&mut self) {
        let dots = Dots::new(self.dots.shown);
        // Another corpus has other fields.
        let colour_by = match self.colour_by {
            ColourBy::Field(_) => ColourBy::default(),
            kept => kept,
        };
        *self = Self { colour_by, dots, ..Self::default() };
    }
}

impl Workspace {
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    pub(super) fn colour_map(&mut self, colour_by: ColourBy) {
        self.mapping.colour_by = colour_by;
        self.follow_layers();
    }

    pub(super) fn lay_out(&mut self, kind: ProjectionKind) {
        let Some(session) = &self.session else { return };
        let standers = session.tables.standers(&session.topics);
        let topics: Vec<Arc<Profile>> =
            standers.iter().filter_map(|stander| session.tables.profile(stander.topic).cloned()).collect();
        if topics.is_empty() || topics.len() != standers.len() {
            return;
        }
        let points = &session.analysis.projection.points;
        let square: f64 = points.iter().map(|point| point[0] * point[0] + point[1] * point[1]).sum();
        let job = Job::LayOut {
            kind,
            topics: topics.clone(),
            before: standers.iter().map(|stander| stander.position).collect(),
            extent: (square / points.len().max(1) as f64).sqrt(),
        };
        self.place(job, standers, What::Layout(kind, topics));
    }

    /// Lets bubbles stand apart that would overlap.
    pub(super) fn spread_overlaps(&mut self, scale: BubbleScale) {
        let Some(session) = &self.session else { return };
        let standers = session.tables.standers(&session.topics);
        let radius =
            |stander: &Stander| (scale.unit_radius * f64::from(stander.n_documents).sqrt()).max(scale.smallest_radius);
        let job = Job::Spread {
            points: standers.iter().map(|stander| stander.position).collect(),
            radii: standers.iter().map(radius).collect(),
        };
        self.place(job, standers, What::Spread);
    }

    /// Lets bubbles stand where they belong again.
    pub(super) fn unspread_overlaps(&mut self) {
        let Some(session) = &mut self.session else { return };
        session.tables.unspread(&session.topics);
        self.places_changed();
    }

    /// Leaves the topics where they are.
    pub(super) fn stop_laying_out(&mut self) {
        self.mapping.placing = None;
    }

    fn place(&mut self, job: Job, standers: Vec<Stander>, what: What) {
        // Dropping the work before cancels it: the latest wish counts.
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.mapping.placing = Some(Placing { worker, standers, what }),
            Err(error) => self.notices.warn(format!("Cannot lay topics out in the background: {error}")),
        }
    }

    pub(super) fn poll_mapping(&mut self) {
        if let Some(outcome) = self.mapping.placing.as_ref().and_then(|placing| placing.worker.poll())
            && let Some(placing) = self.mapping.placing.take()
        {
            self.take_places(placing, outcome);
        }
        self.poll_layers();
        self.follow_layers();
    }

    fn take_places(&mut self, placing: Placing, outcome: Outcome) {
        let Some(session) = &mut self.session else { return };
        let before = session.tables.standing;
        let (points, now) = match (placing.what, outcome) {
            (What::Layout(kind, topics), Outcome::LaidOut(layout)) => {
                if kind == ProjectionKind::Pca {
                    self.mapping.axes = Some(AxesOf { topics, points: layout.points.clone() });
                }
                (layout.points, Standing { kind, fidelity: layout.fidelity, is_spread: false })
            }
            (What::Spread, Outcome::Spread(points)) => (points, Standing { is_spread: true, ..before }),
            (_, Outcome::Failed(reason)) => return self.notices.warn(reason),
            _ => return,
        };
        session.tables.place_topics(&session.topics, &placing.standers, &points, now);
        self.places_changed();
    }

    fn places_changed(&mut self) {
        self.last_revision += 1;
        if let Some(session) = &mut self.session {
            session.places_revision = self.last_revision;
        }
        self.follow_layers();
    }

    /// What is selected when one goes on to the next nearest topic, or back: the first of the selection, and another with
    /// it. `None` where there is none, or where more than a pair is selected.
    pub fn next_nearest(&self, after: bool) -> Option<Vec<TopicId>> {
        let similarities = &self.session.as_ref()?.tables.relations.similarities;
        let (anchor, second) = match *self.selection.topics() {
            [anchor] => (anchor, None),
            [anchor, second] => (anchor, Some(second)),
            _ => return None,
        };
        let nearest = similarities.by_likeness(similarities.place(anchor)?);
        let place = second.and_then(|second| nearest.iter().position(|&(other, _)| other == second));
        let next = match (place, after) {
            (None, true) => 0,
            (Some(place), true) => place + 1,
            (Some(0), false) => return Some(vec![anchor]),
            (Some(place), false) => place - 1,
            (None, false) => return None,
        };
        nearest.get(next).map(|&(other, _)| vec![anchor, other])
    }
}
