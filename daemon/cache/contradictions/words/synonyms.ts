import { stem } from './stem.ts';

/**
 * Words that may stand for each other in a question without changing its answer, groups apart by semicolons. A word may be in
 * several groups ("charge" the card, "charge" the phone); groups do not chain. Left out on purpose: pairs that are
 * near but not equal where it matters to an answer (cancel / change, find / remove, error / warning).
 */
const GROUPS = `
main primary principal chief key major; big large huge; small little tiny; quick fast rapid speedy; easy
simple effortless straightforward; safe secure; cheap inexpensive affordable; expensive costly pricey;
correct right proper; wrong incorrect; buy purchase order; purchase order; cost price fee charge expense;
pay payment; money cash; reimburse repay; refund reimburse; holiday vacation leave pto; salary wage pay
compensation; employee staff worker personnel; employer company firm organisation organization business;
colleague coworker teammate; customer client; user member people person someone anyone; boss manager
supervisor; fire dismiss terminate; hire recruit employ; resign quit; doctor physician gp; ill sick
unwell; medicine drug medication; kid child youngster; baby infant newborn; teenager teen adolescent;
grandmother grandma granny; mother mom mum; father dad;  movie film; picture image
photo photograph; tv television series show; song music track; car vehicle auto automobile; phone mobile
cellphone smartphone telephone cell handset; laptop notebook; pc computer machine; flat apartment; house
home; shop store; supermarket grocery; bag baggage luggage suitcase; parcel package shipment; ship send
dispatch deliver post; courier carrier; return send; arrive come; ticket pass; flight plane; airplane
plane aircraft; trip journey travel; hotel accommodation; book reserve; booking reservation; fix repair
solve resolve remedy; fix solution remedy; problem issue trouble; error fault failure; crash quit; broken
defective faulty damaged; break crack; delete remove erase eliminate drop; eliminate discard; create make
build generate set_up; start begin launch open commence; start startup launch boot; stop halt cease; stop
prevent keep; stop quit; change modify alter update switch edit; exchange swap trade; edit amend; move
transfer migrate; send transfer; convert transform turn change; convert parse cast; show display; see
view; look see view check; find locate discover search look; get obtain receive fetch retrieve acquire;
receive obtain; give provide grant; give tell; need require want must; have need; allow permit let enable;
allow possible legal permissible; forbid prohibit; enable activate turn_on; disable deactivate turn_off;
mute silence; block lock; log_in sign_in login; log_out sign_out logout; register sign_up enroll enrol;
account profile; password passcode; email mail; text message sms; notification alert; picture photo;
folder directory; file document; document paper; copy duplicate; certificate cert; backup copy; settings
preferences options configuration; setup install; configure set_up set; option setting; screen display;
app application; program software application; website site webpage; internet web online; wifi wireless;
router modem; link url; button key; subscription plan membership; subscribe join; monthly month; yearly
annual annually year; weekly week; daily day; annual yearly year; quarter quarterly; hourly hour; limit
maximum max cap restriction; minimum min least; maximum max most; amount sum quantity number; number
count; total sum; average mean; length long duration; duration time long; time hour; height tall high;
distance far; age old; weight heavy; year age; deadline cutoff; permission approval consent; permission
right access; rule policy regulation guideline; law legal legality; legal lawful; illegal unlawful;
process procedure steps; procedure way; explain describe explanation illustrate; explain understand; teach
learn; learn study; meaning mean definition define; difference differ distinction compare comparison;
compare versus; similar alike; reason cause; effect impact consequence; benefit advantage pro perk;
disadvantage drawback con downside; symptom sign; treat cure; treatment cure therapy; influenza flu;
answer reply respond response; question query; example sample instance; list enumerate; summary summarise
summarize; shorten abbreviate; write compose; rewrite rephrase paraphrase; check verify test; verify
confirm validate; check inspect; proof evidence; select choose pick; choose decide; use utilise utilize
apply employ; use application; work function; run execute; run operate; join merge combine; combine mix;
split separate divide; sort order; array list; dict dictionary; integer int; boolean bool; parameter
argument param arg; variable var; property attribute; element item entry; item product article goods;
column field; object instance; duplicate repeated; unique distinct; dataframe df; database db; repository
repo; directory dir; regex regexp; environment env; configuration config; statement command; command
instruction; dependency package; library package; package module; import load; throw raise; catch handle;
null none nil; missing absent nonexistent; empty blank; default standard; loop iterate; iterate
go_through; callback handler; async asynchronous asynchronously; sync synchronous synchronously; request
call; contact call reach; support help assistance; help assist; customer_service support; representative
agent; agent adviser advisor; insurance policy; claim file; submit file hand_in; submit send; apply
request; request ask; ask inquire; bill invoice; receipt invoice; invoice bill; discount voucher coupon
promo; gift present; card plastic; cashpoint atm; mortgage home_loan; rental hire; tenant renter; landlord
owner; owner holder; interest rate; fine ticket; fine penalty; license licence; valid good; expire lapse;
expire end; renew extend; extend prolong; validity valid; due owed; late overdue delayed; delay late; lost
missing; lose miss; steal theft; damage broken; increase raise boost grow; improve enhance; improve
increase boost; decrease reduce lower cut; reduce lose; lower reduce; best top good greatest great ideal
finest favourite favorite; favorite favourite; worst bad; good effective; effective efficient; famous
popular well_known; popular liked; interesting fascinating; funny humorous hilarious; strange weird odd;
beautiful pretty; smart intelligent clever; stupid dumb; happy glad cheerful; sad unhappy; angry mad;
scared afraid frightened; brave courageous; rich wealthy; poor impoverished; strong powerful; tough hard;
hard difficult tough challenging; important significant crucial essential vital; necessary required
mandatory compulsory obligatory; essential required; optional voluntary; possible able can; typical usual
common; usual normal; common frequent; rare uncommon; often frequent; quick soon; keep retain; keep
preserve; store save keep; save conserve; enough sufficient; several many multiple; many lot; various
different; entire whole all complete full; part portion; part piece; kind type sort; category type; place
location spot; place put; area region zone; region part; city town; country nation state; world globe
earth; sea ocean; tip advice hint suggestion trick; advice recommendation; recommend suggest advise; way
method approach technique manner; way path; idea concept notion; goal aim objective purpose; purpose use;
plan schedule; schedule timetable; meeting appointment; appointment slot; live reside; die death; birth
born; marry wedding; friend buddy; human person; think believe; believe consider; know aware; know learn;
feel sense; like love enjoy; hate dislike; want wish desire; speak communicate; say tell; tell inform;
call phone; name title; title heading; cook prepare; prepare ready; prepare study; recipe dish; food meal;
meal dish; healthy nutritious; exercise workout; workout training; fat weight; slim thin; clean wash;
clean tidy; stain mark; carpet rug; remove take_off take_out get_out; attach connect; connect link; pair
connect; detach disconnect; join attend; charge load; battery accumulator; plug socket; lamp light; stove
hob; couch sofa; garbage trash rubbish; bike bicycle; petrol gas gasoline; truck lorry; football soccer;
autumn fall; degree diploma; exam test examination; test exam; school college; college university; student
pupil; teacher instructor; course class; grade mark score; interview conversation; career job; income
earnings; stock share; company business; startup company; war conflict; election vote; government state;
people citizens; scientist researcher; discover find; invent create; inventor creator; origin source;
source origin; color colour; centre center; metre meter; kilometre kilometer km; litre liter; theatre
theater; organise organize; behaviour behavior; analyse analyze; optimise optimize; programme program;
defence defense; grey gray; catalogue catalog; cheque check; pickup collect; automatic automatically auto;
manual manually hand; immediately instantly straight_away right_away; latest newest; new fresh; previous
former; free gratis no_cost; included include part; available offered; compatible work; responsible
charge; responsible liable; liability responsibility; notify inform; complain complaint;
hire rent; private confidential; confidential secret; recover restore; restore get_back
recover; reset recover; regain recover; retrieve recover; revert undo; undo roll_back; output result; result outcome; enter type; fill complete; upload attach;
scan read; mark label; label tag; highlight mark; match fit; equal same; same identical;
identical equal; opposite contrary; corner edge; border frontier; bottom end; middle centre; through via;
using with; daylight day; rent lease; fridge refrigerator; cancel call_off; end finish complete; string
str; sort arrange; azure blue; spouse partner; heaven sky; woman female lady girl; man male guy; deal handle cope; worry care; planet earth; centre institute; differentiate distinguish; tutorial guide; show list; delete wipe; retry repeat; opinion view; location address; certificate certification; overcome cope; avoid prevent; book novel; largest biggest; larger bigger; hardest toughest; harder tougher; stay live; picture pic; technical tech;
measure calculate; produce create; transmit transfer; option opportunity; everyday daily; accident crash; likely chance;
email e-mail; tshirt t-shirt; entire whole; smartphone phone; obtain get; stub mock; contest fight; request order; print show
`;

const GROUP_LIST = GROUPS.trim()
  .split(/;\s+/)
  .map((group) => group.split(/\s+/));

/** Every word of the groups; blanks inside are underscores. */
export const SYNONYM_WORDS: readonly string[] = GROUP_LIST.flat();

/** Whether two stems are equal or share a group. */
export function areSynonyms(a: string, b: string): boolean {
  if (a === b) return true;
  const others = GROUPS_OF.get(b);
  return others !== undefined && (GROUPS_OF.get(a)?.some((group) => others.includes(group)) ?? false);
}

const GROUPS_OF = new Map<string, number[]>();
for (const [number, words] of GROUP_LIST.entries()) {
  for (const word of words) GROUPS_OF.set(stem(word), [...(GROUPS_OF.get(stem(word)) ?? []), number]);
}
