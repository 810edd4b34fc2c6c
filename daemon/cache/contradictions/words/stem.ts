/**
 * Reduces a lower-case English word to a form that its inflections share ("notes", "noted" -> "not").
 * Lighter than Porter's stemmer on purpose: two words that mean different things must not meet ("install" and
 * "instalment", "organ" and "organisation"), while a missed relation only costs a cache hit.
 */
export function stem(word: string): string {
  const known = IRREGULAR.get(word);
  if (known !== undefined) return known;
  if (word.length <= 3 || /[^a-z]/.test(word)) return word;
  return finish(withoutDerivation(withoutVerbEnding(withoutPlural(word))));
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

function withoutVerbEnding(word: string): string {
  if (word.endsWith('ing') && word.length >= 6 && /[aeiouy]/.test(word.slice(0, -3)))
    return word.slice(0, -3);
  if (word.endsWith('ied') && word.length >= 5) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ed') && word.length >= 5 && /[aeiouy]/.test(word.slice(0, -2))) return word.slice(0, -2);
  if (word.endsWith('ly') && word.length >= 6) return word.slice(0, -2);
  return word;
}

function withoutDerivation(word: string): string {
  if (word.endsWith('ment') && word.length >= 7) return word.slice(0, -4);
  if (word.endsWith('ion') && word.length >= 7) return withoutAte(word.slice(0, -3));
  if (word.endsWith('ate') && word.length >= 7) return withoutAte(word.slice(0, -1));
  // What is left of "migrating", but not of "repeating".
  if (word.endsWith('at') && !word.endsWith('eat') && !/(?:form|comb)at$/.test(word)) return withoutAte(word);
  return word;
}

/** "migrate" and "migration" meet at "migr", "install" and "installation" at "install". */
function withoutAte(word: string): string {
  return word.endsWith('at') && word.length >= 6 ? word.slice(0, -2) : word;
}

function finish(word: string): string {
  const undoubled = /([b-df-hj-np-tv-xz])\1$/.test(word) && word.length > 4 ? word.slice(0, -1) : word;
  if (undoubled.endsWith('e') && undoubled.length >= 4) return undoubled.slice(0, -1);
  return undoubled.endsWith('y') ? `${undoubled.slice(0, -1)}i` : undoubled;
}

/** What the endings above get wrong or cannot see, as "stem: forms that share it". */
const IRREGULAR_FORMS = `
man: men; woman: women; child: children; person: people persons; foot: feet; tooth: teeth; mouse: mice;
index: indices indexes indexing; matrix: matrices; life: lives; wife: wives; knife: knives; half: halves;
leave: leaves; use: use using used uses usage; pay: paid pay pays paying payed; buy: bought; sell: sold;
send: sent; forget: forgot forgotten; go: went gone goes going; make: made making; get: got gotten
getting; writ: wrote written writing write writes; run: ran running; break: broke broken; steal: stole
stolen; begin: began begun; tak: took taken taking; giv: gave given giving; find: found; keep: kept;
think: thought; spend: spent; meet: met; build: built; hid: hid hidden hiding hide hides; show: shown
showed; draw: drew drawn; driv: drove driven; choos: chose chosen; speak: spoke spoken; fli: flew flown;
grow: grew grown; know: knew known; throw: threw thrown; los: lost; mean: meant; say: said; tell: told;
com: came coming; see: saw seen; eat: ate eaten; sleep: slept; feel: felt; hold: held; lead: led; wear:
worn wore; win: won; tie: tying tied ties; die: dying died dies; lie: lying lied; add: adding added;
differ: different difference differences differing differs; explain: explanation explanations; renew:
renewal; remov: removal; arriv: arrival; approv: approval; withdraw: withdrawal withdrawn withdrew; expir:
expiry; insur: insurance; translat: translation; subscrib: subscription subscriptions; describ:
description; instalment: installment installments instalment instalments; department: department
departments; apartment: apartment apartments; document: document documents; argument: argument arguments;
element: element elements; comment: comment comments; segment: segment segments; station: station
stations; nation: nation nations; version: version versions; function: function functions; million:
million millions; union: union unions; pension: pension pensions; session: session sessions; extension:
extension extensions; exception: exception exceptions; question: question questions; position: position
positions; section: section sections; region: region regions; option: option options; news: news; always:
always; series: series; species: species; thing: things thing; string: string strings; during: during;
evening: evening; morning: morning; meeting: meeting meetings; building: building buildings; king: king
kings; ring: ring rings; need: need needs needed; speed: speed speeds; feed: feed feeds; seed: seed seeds;
hundred: hundred hundreds; embed: embed embeds; spring: spring springs; indeed: indeed; dai: daily; dai:
day days; privat: private privately; privaci: privacy; universiti: university universities; univers:
universe; polici: policy policies; polic: police; import: import imports importing imported; process:
process processes processing processed; access: access accesses accessing accessed; address: address
addresses adress; business: business businesses; famili: family families; earli: early earlier; likeli:
likely; onli: only; appli: apply applies applying applied; repli: reply replies; suppli: supply supplies;
assembl: assembly assemblies; friendli: friendly; teach: taught teaches teaching; learn: learnt; grow: growth; los: loss losses losing; importanc: important importance; smart:
smarter smartest; math: maths mathematics; begin: beginning; sing: sings singing
`;

const IRREGULAR = new Map(
  IRREGULAR_FORMS.trim()
    .split(/;\s+/)
    .flatMap((entry) => {
      const [base = '', forms = ''] = entry.split(/:\s+/);
      return forms.split(/\s+/).map((form): [string, string] => [form, base]);
    }),
);
