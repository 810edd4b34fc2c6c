/** Words by which a question tells how large a model it takes, whoever asks and however long. */
export const CUES: readonly RegExp[] = [
  // A little is wanted.
  /\b(?:just|only|simply|quick(?:ly)?|briefly|all i (?:need|want)|don'?t (?:need|want)|no need|in short)\b/i,
  /\b(?:one|a single|1) (?:line|word|sentence|liner)\b|\bone-liner\b|\bin (?:two|three|four|five|\d+) (?:words|lines|sentences|bullets?)\b/i,
  /\b(?:thanks|thank you|cheers|hello|hi|hey|good morning|sorry|please)\b/i,
  /\b(?:typos?|synonym|another word|capital|abbreviation|stands? for|mean(?:s|ing)?|spell\w*|plural|opposite|convert|what time|where (?:is|'s|are|do)|format|flag|shortcut|syntax|name of|called|default)\b/i,
  // One piece of work is wanted.
  /\b(?:e-?mail|letter|note|reply|message|post|agenda|template|list|invitation|announcement|slide|paragraph|poem|speech|toast|story|caption|headline|slogan)\b/i,
  /\b(?:function|script|regex|component|tests?|endpoint|hook|macro|formula|decorator|middleware|dockerfile|yaml|parser|clone)\b/i,
  /["“„']\S[^"”]{20,200}["”]/,
  /\b\w+_\w+\b|\b\w+\.\w{1,4}\b|\w\(\)|--\w+/,
  // Many things are to be weighed.
  /\b(?:company|teams?|departments?|organi[sz]ation|board|sites|regions?|countries|vendors?|branches)\b/i,
  /\b(?:compliance|gdpr|liab\w+|legal\w*|contract|clause|lawsuit|court|dismiss\w*|notice|negotiat\w+|dispute|regulat\w+)\b/i,
  /\b(?:advi[sc]e|what (?:should|do|would) (?:i|we)|what now|how do (?:i|we) (?:handle|deal|tell))\b/i,
  /\b(?:critique|interpret\w*|discuss\w*|examine|weigh|balance|judge)\b/i,
  // One exact answer is to be found.
  /\b(?:proves?|derivation|invariant|contradict\w*|iff|rigorous\w*|formal(?:ly)?|np-hard|undecidable|converge\w*|bound(?:ed|s)?|asymptotic\w*|amorti[sz]ed|complexity)\b/i,
  /\b(?:least|cheapest|minim\w+|maxim\w+|best order|earliest|latest|fastest|break-?even|pays? off)\b/i,
  /\b(?:riddle|liars?|truth|lies|logic\w*|follows?|consistent|weighings?|crossing|sudoku|winning)\b/i,
  /\b(?:demonstrate|verify|argue|convince)\b/i,
];
