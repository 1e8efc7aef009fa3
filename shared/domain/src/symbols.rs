//! Keys that people type: Crockford's base32 alphabet in groups, with one check symbol.
//!
//! The check symbol is a weighted sum over GF(32): symbol `i` is multiplied by the `i`-th power of a generator of the
//! field. Every single wrong symbol and every two swapped symbols change it, as long as the key has at most 31
//! symbols. Crockford's own check (modulo 37) needs five more symbols (`*~$=U`) that do not survive being read aloud,
//! typed on a phone or selected with a double click.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::Invalid;
use crate::policy::{KEY_ALPHABET, KEY_GROUP};

/// Bits of a symbol.
const BITS: usize = 5;

/// Why a typed text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has the wrong number of symbols, or a symbol that is not in the alphabet.
    #[error("that does not look like a complete key")]
    Malformed,
    /// The check symbol does not match: at least one symbol was mistyped.
    #[error("one of the symbols is mistyped")]
    Mistyped,
}

impl From<KeyError> for Invalid {
    fn from(error: KeyError) -> Self {
        let why = match error {
            KeyError::Malformed => "does not look like a complete key",
            KeyError::Mistyped => "has a mistyped symbol",
        };
        Self(why.into())
    }
}

/// Multiplication by x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1).
const fn times_x(a: u8) -> u8 {
    let shifted = a << 1;
    if shifted & 0b10_0000 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

/// The check symbol's value for data symbols' values, by Horner's rule.
fn check(data: &[u8]) -> u8 {
    data.iter().fold(0, |sum, symbol| times_x(sum ^ symbol))
}

/// How many bytes hold the data of a key of so many symbols.
pub(crate) const fn data_bytes(symbols: usize) -> usize {
    ((symbols - 1) * BITS).div_ceil(8)
}

/// The normalised text (no hyphens) of a key of `symbols` symbols whose data are the first bits of `bytes`.
///
/// `bytes` must be [`data_bytes`] at least; missing bits would count as zero.
pub(crate) fn encode(bytes: &[u8], symbols: usize) -> Zeroizing<String> {
    let mut data = Zeroizing::new(Vec::with_capacity(symbols));
    for index in 0..symbols - 1 {
        let value = (0..BITS).fold(0u8, |value, offset| {
            let bit = index * BITS + offset;
            let byte = bytes.get(bit / 8).copied().unwrap_or(0);
            (value << 1) | ((byte >> (7 - bit % 8)) & 1)
        });
        data.push(value);
    }
    let symbol = check(&data);
    data.push(symbol);
    Zeroizing::new(
        data.iter()
            .map(|value| char::from(KEY_ALPHABET[usize::from(*value)]))
            .collect(),
    )
}

/// Reads a typed key, as the pages do: what is no Latin letter and no digit is ignored, such as spaces, dashes, quotes and
/// characters that nobody sees; letters and digits may be of full width and of either case, and letters that look like
/// digits are read as those digits (`O` is 0, `I` and `L` are 1). What is ignored cannot make another key of it: the number
/// of symbols and the check symbol hold.
pub(crate) fn parse(typed: &str, symbols: usize) -> Result<Zeroizing<String>, KeyError> {
    let mut text = Zeroizing::new(String::with_capacity(symbols));
    let mut values = Zeroizing::new(Vec::with_capacity(symbols));
    for symbol in typed.nfkc().filter(char::is_ascii_alphanumeric) {
        let symbol = match symbol.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = KEY_ALPHABET
            .iter()
            .zip(0u8..)
            .find_map(|(known, value)| (char::from(*known) == symbol).then_some(value))
            .ok_or(KeyError::Malformed)?;
        if values.len() == symbols {
            return Err(KeyError::Malformed);
        }
        values.push(value);
        text.push(symbol);
    }
    match values.split_last() {
        Some((last, data)) if data.len() == symbols - 1 => {
            if check(data) == *last {
                Ok(text)
            } else {
                Err(KeyError::Mistyped)
            }
        }
        _ => Err(KeyError::Malformed),
    }
}

/// The key as it is shown: groups joined by hyphens.
pub(crate) fn grouped(text: &str) -> Zeroizing<String> {
    let mut shown = Zeroizing::new(String::with_capacity(text.len() + text.len() / KEY_GROUP));
    for (index, symbol) in text.chars().enumerate() {
        if index > 0 && index % KEY_GROUP == 0 {
            shown.push('-');
        }
        shown.push(symbol);
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::LICENSE_KEY_SYMBOLS as SYMBOLS;

    const BYTES: usize = data_bytes(SYMBOLS);

    proptest! {
        #[test]
        fn what_is_encoded_reads_back_whatever_its_case_spaces_and_hyphens(bytes: [u8; BYTES]) {
            let key = encode(&bytes, SYMBOLS);
            let shown = grouped(&key).to_lowercase().replace('-', " - ");
            prop_assert_eq!(parse(&shown, SYMBOLS), Ok(key));
        }

        #[test]
        fn what_is_pasted_with_a_key_does_not_matter(bytes: [u8; BYTES], at in 0..SYMBOLS) {
            let key = encode(&bytes, SYMBOLS);
            let (before, after) = key.split_at(at);
            let wide: String = before.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
            for other in ["\u{ad}", "\u{200b}", "\u{feff}", "\u{a0}", "–", "\u{2011}", "\u{2060}", "\r\n", ".", "é"] {
                let typed = format!("\u{feff}“{before}{other}{after}”");
                prop_assert_eq!(parse(&typed, SYMBOLS), Ok(key.clone()));
                let typed = format!("'{wide}{other}{after}'");
                prop_assert_eq!(parse(&typed, SYMBOLS), Ok(key.clone()));
            }
        }

        #[test]
        fn every_single_wrong_symbol_is_noticed(bytes: [u8; BYTES], at in 0..SYMBOLS, shift in 1usize..32) {
            let mut key = encode(&bytes, SYMBOLS).as_bytes().to_vec();
            let value = KEY_ALPHABET.iter().position(|known| *known == key[at]).unwrap();
            key[at] = KEY_ALPHABET[(value + shift) % 32];
            prop_assert_eq!(parse(std::str::from_utf8(&key).unwrap(), SYMBOLS), Err(KeyError::Mistyped));
        }

        #[test]
        fn every_two_swapped_symbols_are_noticed(bytes: [u8; BYTES], one in 0..SYMBOLS, other in 0..SYMBOLS) {
            let mut key = encode(&bytes, SYMBOLS).as_bytes().to_vec();
            prop_assume!(key[one] != key[other]);
            key.swap(one, other);
            prop_assert_eq!(parse(std::str::from_utf8(&key).unwrap(), SYMBOLS), Err(KeyError::Mistyped));
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_the_digits() {
        let key = encode(&[0; BYTES], SYMBOLS);
        assert_eq!(parse(&key.replace('0', "o"), SYMBOLS), Ok(key));
    }

    #[test]
    fn a_short_a_long_and_a_foreign_text_are_malformed() {
        for typed in [
            "",
            "ABC",
            &"0".repeat(SYMBOLS + 1),
            &"U".repeat(SYMBOLS),
            "0000é",
        ] {
            assert_eq!(parse(typed, SYMBOLS), Err(KeyError::Malformed), "{typed}");
        }
    }
}
