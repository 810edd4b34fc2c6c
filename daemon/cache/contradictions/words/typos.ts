/**
 * Whether two words differ by one slip of the hand: one letter left out, added, changed, or two letters swapped.
 * Short words are never forgiven (too many are one letter apart), nor are changes of the first letter, and a changed
 * letter only in long words ("mental" and "dental" are words of their own).
 */
export function isTypoOf(a: string, b: string): boolean {
  if (a.length > b.length) return isTypoOf(b, a);
  if (a.length < 4 || b.length > 40 || b.length - a.length > 1 || !b.startsWith(a.slice(0, 1))) return false;
  if (
    /[^a-z]/.test(a) ||
    /[^a-z]/.test(b) ||
    REAL_NEIGHBOURS.has(`${a} ${b}`) ||
    REAL_NEIGHBOURS.has(`${b} ${a}`)
  )
    return false;
  const start = firstDifference(a, b);
  if (b.length > a.length) return a.length >= 5 && a.slice(start) === b.slice(start + 1);
  if (a.slice(start + 1) === b.slice(start + 1)) return a.length >= 7;
  const isSwap =
    a[start] === b[start + 1] && a[start + 1] === b[start] && a.slice(start + 2) === b.slice(start + 2);
  return isSwap && a.length >= 4;
}

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index;
}

/** Pairs of real words that look like typos of each other. */
const REAL_NEIGHBOURS = new Set(
  `form from;trial trail;angel angle;causal casual;united untied;desert dessert;string sting;thought though;strong string;
country county;public publish;adopt adapt;quite quiet;dairy diary;breath breathe;cloth clothe;envelop envelope;principal principle;
personal personnel;compliment complement;stationary stationery;affect effect;expansive expensive;exiting exciting;planed planned;
staring starring;hoping hopping;filing filling;latter later;carrier career;contract contact;message massage;patent patient;
costume customer;custom customs;invoke invoice;tablet table;planet plane;marital martial;diffuse defuse;prescribe proscribe;
import important;export expert;sever server;serve server;serve serves;process progress;protect project;object abject;
premise promise;response responsive;interval internal;universal universe;hosting hoisting;parameter perimeter;fist first;
heath health;window windows;plant planet;cancel cancer;screen scream;batter battery;solder soldier;united unite;
decent descent;recipe receipt;refuse reuse;defer differ;store stored;strict strictly;direct direction;cached catched;
nation notion;station stations;tables tablets;throw through;curse course;addition edition;illusion allusion;accept except`.split(
    /;\s*/,
  ),
);
