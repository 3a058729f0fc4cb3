//! How tests play a search.

use rookery_search::{Answer, Finding, Question, Search};

/// Plays a search to its end, so many questions at a time.
pub fn play(search: &mut Search, batch: usize, mut finding: impl FnMut(&Question) -> Finding) {
    while !search.finished() {
        let questions = search.ask(batch).unwrap();
        let answers: Vec<Answer> = questions
            .iter()
            .map(|question| Answer {
                id: question.id,
                finding: finding(question),
            })
            .collect();
        search.tell(&answers).unwrap();
    }
}
