//! The bytes of a saved search: a mark with a version, a checksum, then postcard.

use crate::error::{ErrorCode, SearchError};
use crate::random;
use serde::{Serialize, de::DeserializeOwned};

/// Stands before every saved search; the last byte is the version of the layout.
const MARK: [u8; 4] = *b"RKS\x04";

/// Packs a value without the mark, for a part of a saved search.
pub(crate) fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>, SearchError> {
    postcard::to_allocvec(value)
        .map_err(|error| SearchError::internal(format!("the search could not be saved: {error}")))
}

/// The inverse of [`pack`]; refuses left-over bytes.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, SearchError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(SearchError::new(
            ErrorCode::DataLoss,
            "the saved search is damaged or of another version",
        )),
    }
}

/// Packs a whole search.
pub(crate) fn seal<T: Serialize>(value: &T) -> Result<Vec<u8>, SearchError> {
    let body = pack(value)?;
    let mut bytes = MARK.to_vec();
    bytes.extend(checksum(&body).to_le_bytes());
    bytes.extend(body);
    Ok(bytes)
}

/// The inverse of [`seal`].
pub(crate) fn unseal<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, SearchError> {
    let refused = || {
        SearchError::new(
            ErrorCode::DataLoss,
            "these bytes are not an intact saved search of this version",
        )
    };
    let rest = bytes.strip_prefix(&MARK).ok_or_else(refused)?;
    let (sum, body) = rest.split_first_chunk::<8>().ok_or_else(refused)?;
    if u64::from_le_bytes(*sum) != checksum(body) {
        return Err(refused());
    }
    unpack(body)
}

/// Finds accidents, not forgery: whoever can write saved searches is trusted.
fn checksum(body: &[u8]) -> u64 {
    let words: Vec<u64> = body
        .chunks(8)
        .map(|chunk| {
            chunk
                .iter()
                .rev()
                .fold(0, |word, byte| word << 8 | u64::from(*byte))
        })
        .chain([body.len() as u64])
        .collect();
    random::mix(&words)
}
