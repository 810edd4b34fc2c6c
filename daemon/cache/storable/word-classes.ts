/**
 * Words that play the same part in questions about one moment, place or person. They decide nothing: the head learns in
 * which frames they matter ("is the SYSTEM STATE" against "how do I MEND a SYSTEM").
 */
const CLASSES: Record<string, string> = {
  system: `server network internet intranet wifi wlan vpn website site page portal app application service system platform database cluster queue api endpoint
    gateway proxy registry mirror pipeline build deploy deployment release rollout migration backup job cron test tests ci cd main master production prod staging pod
    pods node nodes host machine printer scanner phone phones line lines elevator lift heating projector camera door gate garage oven router monitor email mail calendar chat
    outlook teams slack jira sharepoint github gitlab npm pypi docker aws azure zoom salesforce sap`,
  state: `down up offline online unreachable broken slow fast working running live busy free available occupied taken full empty open closed shut ready done finished complete
    over out back stable green red failing flaky crashing stuck blocked delayed late cancelled canceled crowded packed sold gone missing valid expired fixed resolved repaired solved
    overdue due pending unpaid unread assigned`,
  incident: `outage incident disruption problem problems issue issues trouble strike maintenance delay delays jam traffic alarm drill alert downtime`,
  case: `order orders parcel parcels package packages shipment delivery refund refunds return returns replacement payment payments transfer deposit claim claims ticket case complaint
    booking reservation appointment subscription membership invoice invoices bill bills statement account contract licence license visa passport application request repair voucher points badge
    prescription luggage suitcase warranty insurance trial plan tariff loan mortgage reimbursement expenses`,
  pay: `salary wage paycheck payslip bonus income commission balance debt budget revenue sales turnover profit headcount pension overtime vacation leave holidays pto allowance`,
  measure: `price prices cost rate rates score temperature population inflation unemployment value quote stock shares bitcoin ethereum gold silver petrol gas oil dollar euro pound yen
    forecast weather pollen humidity standings ranking usage load latency quota capacity occupancy stars downloads`,
  event: `meeting match game race election concert show film movie matinee festival conference party train bus flight plane ferry shuttle tram subway season episode album sale promotion
    discount offer sunrise sunset tide exam interview deadline freeze sprint`,
  office: `president chancellor minister king queen pope mayor governor ceo cfo cto chairman chair head leader captain coach manager boss supervisor director owner champion holder`,
  shop: `pharmacy bakery supermarket restaurant cafe bar hotel bank atm hospital doctor dentist toilet toilets restroom bathroom kitchen canteen exit stairs parking gym pool beach station airport
    stop park store shop branch office locker kiosk museum school library post playground`,
  near: `closest nearest nearby near here around close walking next`,
  done: `arrived shipped sent delivered received paid approved rejected processed refunded charged billed booked merged deployed released published signed decided resolved fixed
    finished started changed updated landed passed failed won lost left joined called replied answered asked told said wrote`,
  say: `remind call text email message tell play order book cancel send add remove turn lock unlock set start stop schedule move put update close delete submit request commit push run`,
};

const CLASS_OF = new Map(
  Object.entries(CLASSES).flatMap(([name, words]) => words.split(/\s+/).map((word) => [word, name] as const)),
);

/** The class of a lower-cased word; undefined for most words. */
export function wordClassOf(word: string): string | undefined {
  return CLASS_OF.get(word);
}
