import { stem } from './words/stem.ts';
import type { QuestionFacts } from './question-facts.ts';

/** Antonyms: one pole on this side, the other pole on that. */
export function compareOpposites(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const stemsA = stemsOf(a);
  const stemsB = stemsOf(b);
  for (const [left, right] of AXES) {
    const conflict = conflictOn(left, right, stemsA, stemsB) ?? conflictOn(right, left, stemsA, stemsB);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

type Pole = readonly { word: string; stem: string }[];

/** One pole only in A, the other only in B. */
function conflictOn(
  pole: Pole,
  opposite: Pole,
  stemsA: Set<string>,
  stemsB: Set<string>,
): string | undefined {
  const has = (stems: Set<string>, words: Pole) => words.find((word) => stems.has(word.stem));
  const inA = has(stemsA, pole);
  const inB = has(stemsB, opposite);
  if (!inA || !inB || has(stemsA, opposite) || has(stemsB, pole)) return undefined;
  return `'${inA.word}' against '${inB.word}'`;
}

function stemsOf(facts: QuestionFacts): Set<string> {
  return new Set(facts.tokens.flatMap((token) => (token.kind === 'word' ? [stem(token.value)] : [])));
}

/** Poles apart by " / ", axes by ";". */
const AXES: [Pole, Pole][] = `
more / less fewer; most / least; more_than / less_than; at_least / at_most; many / few; larger bigger greater / smaller; large big huge / small little tiny; longer / shorter;
long / short; higher / lower; high / low; taller / shorter; older / younger newer; oldest / newest latest youngest; old / new young;
faster / slower; fast quick / slow; better / worse; best / worst; good / bad; stronger / weaker; strong / weak; cheaper / pricier expensive;
cheap / expensive; hotter warmer / colder cooler; hot warm / cold; heavier / lighter; heavy / light; thick / thin; wide / narrow; deep / shallow;
early earlier / late later; earliest / latest; first / last; before / after; previous / next; past / future; start begin / stop end finish;
start / shutdown; open / close; show display / hide; allow permit / block forbid deny prevent; allow / deny; accept / reject decline refuse;
approve / reject decline; enable activate turn_on / disable deactivate turn_off; on / off; add / remove delete; insert / delete; create / delete destroy;
upload / download; import / export; encrypt / decrypt; encode / decode; compress / decompress extract; zip / unzip; lock / unlock;
mute / unmute; pin / unpin; follow / unfollow; subscribe / unsubscribe; install / uninstall; load / unload; pack / unpack; wrap / unwrap;
increase raise / decrease reduce lower cut; gain / lose; win / lose; buy / sell; borrow / lend; lend / return; rent / buy; give / take; send / receive; push / pull; push / pop;
read / write; get / set; fetch / send; log_in sign_in login / log_out sign_out logout; connect pair / disconnect unpair; attach / detach; mount / unmount;
join merge combine / split separate leave; min minimum / max maximum; minimise minimize / maximise maximize; ascending / descending; top / bottom; left / right; up / down;
above / below under; over / under below; during within / after before; until / from; until / after; inside / outside; internal / external; local / remote; public / private; global / local; globally / locally; static / dynamic; manual manually / automatic automatically;
sync synchronous synchronously / async asynchronous asynchronously; row / column; horizontal horizontally / vertical vertically; input / output;
parent / child; client / server; sender / recipient receiver; buyer / seller; employer / employee; landlord / tenant; teacher / student; doctor / patient;
husband / wife; man men male / woman women female; boy / girl; son / daughter; brother / sister; mother mom mum / father dad; king / queen;
credit / debit; income / expense; profit / loss; asset / liability; revenue / cost; import / export; supply / demand; deposit / withdraw;
free / paid; fixed / variable; permanent / temporary; optional / required mandatory; full / partial empty; whole / part; online / offline; digital / physical;
prepaid / postpaid; monthly / yearly annual annually weekly daily; weekly / daily; domestic / international; arrive / depart leave; arrival / departure; entry / exit;
enter / exit leave; check_in checkin / check_out checkout; pickup / dropoff delivery; hire / fire; promote / demote; upgrade / downgrade; extend renew / shorten cancel terminate;
extend / cancel; cancel / change keep reschedule reactivate; pause / resume; undo / redo; hardware / software; frontend / backend; upstream / downstream;
positive / negative; true / false; odd / even; plus / minus; multiply / divide; addition / subtraction; numerator / denominator;
legal / illegal; safe / dangerous unsafe; healthy / unhealthy; normal / abnormal; possible / impossible; visible / invisible; active / inactive passive; valid / invalid;
love like / hate dislike; agree / disagree; trust / distrust; rich / poor; happy / sad unhappy; smart intelligent / stupid dumb; alive / dead; awake / asleep;
north / south; east / west; northern / southern; eastern / western; summer / winter; day / night; morning / evening; breakfast / lunch dinner; sunrise / sunset;
hard / soft; wet / dry; clean / dirty; full / empty; sharp / blunt; raw / cooked; sweet / sour bitter; vegan vegetarian / meat;
single / double multiple; first / second third; primary / secondary; senior / junior; major / minor; beginner / advanced expert; simple basic / advanced complex;
uppercase / lowercase; prefix / suffix; head / tail; stack / queue; copy / move; shallow / deep; mutable / immutable; signed / unsigned; nullable / required;
inclusive including include / exclusive excluding exclude; with / without; success / failure; pass / fail; known / unknown;
mobile / desktop; wired / wireless; front / rear back; rear / front; inbound incoming / outbound outgoing; gross / net; wholesale / retail; male / female
`
  .trim()
  .split(/;\s*/)
  .map((axis) => {
    const [left = '', right = ''] = axis.split(' / ');
    return [poleOf(left), poleOf(right)];
  });

function poleOf(words: string): Pole {
  return words.split(/\s+/).map((word) => ({ word: word.replaceAll('_', ' '), stem: stem(word) }));
}
