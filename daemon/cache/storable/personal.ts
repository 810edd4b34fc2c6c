import { anyOf } from './any-of.ts';

/**
 * A question whose right answer differs from person to person: "where is my order?", a name, an account number. That a
 * possessive occurs does not make it one: "How do I reset my password?" is everybody's question.
 */
export function isPersonal(question: string): boolean {
  const text = question.slice(0, CHARACTERS_READ).replaceAll('\u2019', "'");
  const lower = text.toLowerCase();
  return PATTERNS.some((pattern) => pattern.test(lower)) || NAMED.test(text);
}

/** Beyond that a text is a document, and nobody asks it again word for word. */
const CHARACTERS_READ = 8000;

/** What runs its own course for each customer or employee. */
const CASE =
  anyOf(`orders? packages? parcels? shipments? delivery refunds? return replacement payments? transfer deposit
  application claims? request tickets? case complaint booking reservations? appointment subscription invoices? bill statement
  account loan mortgage salary paycheck bonus payslip reimbursement expense_report expenses contract visa passport licen[cs]e card
  prescription (?:test_)?results? luggage baggage suitcase stuff money laptop badge voucher gift_card points`);

/** What is on file for one person. */
const RECORD =
  anyOf(`balance salary wage pay paycheck payslip bonus income debt score credit_score credit_limit minimum_payment points
  miles usage data_usage bill premium deductible limit due_date (?:order|account|customer|employee|phone|room|seat|policy)_number
  user_?name user_id password pin iban tax_id address e-?mail(?:_address)? plan tariff tier schedule shift roster appointments?
  grade results? diagnosis blood_type status seat gate extension manager ip ip_address name age pay_date`);

const MY = "(?:my|our) (?:[\\w'-]{1,20} ){0,2}";
const MY_OWN = "my (?:[\\w'-]{1,20} ){0,2}";
const POLITE =
  "^(?:(?:please|hi|hello|hey|ok|can you|could you|would you|help me|i want(?: you)? to|i need(?: you)? to|i'd like(?: you)? to)[,!. ]{1,3}){0,3}";

const PATTERNS: readonly RegExp[] = [
  // Where it is, how it stands, whether and when it comes.
  new RegExp(
    `\\b${anyOf("where(?:'s|_is|_are) wheres what_happened_to any_(?:news|updates?)_on (?:the_)?status_(?:of|on) progress_of going_on_with")} ${MY}${CASE}\\b(?! (?:number|page|policy|settings?|history|tab|section|menu|options?))`,
  ),
  new RegExp(`${POLITE}(?:track|locate|find) ${MY}${CASE}\\b`),
  new RegExp(
    `\\b(?:when|what time|what day|how soon) (?:will|does|is|are|do|did) ${MY}${CASE} ${anyOf('be arrive come get ship due ready delivered expires? processed paid approved scheduled renew end start out_for')}\\b`,
  ),
  new RegExp(
    `(?<!why )\\b(?:has|have|had|was|were|did) ${MY}${CASE} ${anyOf('been already yet')}? ?${anyOf('ship(?:ped)? arrived? deliver(?:ed)? process(?:ed)? approved? paid sent received cancel(?:led)? dispatch(?:ed)? (?:go_|gone_)?through accepted rejected refunded renewed closed')}\\b`,
  ),
  new RegExp(
    `\\bis ${MY}${CASE} ${anyOf('still already currently now')}? ?${anyOf('active blocked locked suspended ready shipped approved paid overdue late delayed confirmed on_(?:its|the)_way here cancelled closed expired')}\\b(?! (?:if|when)\\b)`,
  ),
  /\b(?:did|have) you (?:already )?(?:receive|received|get|got|ship|shipped|send|sent|process|processed|approve|approved|cancel|cancelled) my /,
  // What one has, owes and is owed.
  new RegExp(
    `\\b${anyOf("what(?:'s|_is|_are|_was) whats how_(?:much|high|big)_is tell_me show_me check look_up")} ${MY_OWN}${RECORD}\\b(?! (?:worth|mean|made|calculated|based|used|stored|without|with|in|on|from|via|using)\\b)`,
  ),
  new RegExp(`\\bwhat my (?:[\\w'-]{1,20} ){0,2}${RECORD} (?:is|are|was)\\b`),
  /\b(?:balance|credit limit|minimum payment|reward points|rewards balance|rewards) (?:on|for|of|in) my\b/,
  /\bhow (?:much|many) (?:[\w'-]{1,20} ){0,4}(?:do|did|have) i (?:still )?(?:have left|have remaining|owe|earn|earned|spend|spent|paid|used|use so far|got left|left|accrued|taken|collected)\b/,
  /\b(?:what|how much) (?:do|did) i (?:still |currently )?owe\b|\bdo i (?:still )?owe\b/,
  /\bdo (?:i|we) (?:still |currently |already )?have (?:an? |any |some )?(?:open|pending|outstanding|unpaid|overdue|active|upcoming|unread|remaining|\w+ left)\b/,
  // "Am I covered if ..." asks for a rule; without "if" it asks for one's own case.
  /(?:^|[.!?,;] )(?:am|are) (?:i|we) (?:still |already |currently |now )?(?:eligible|entitled|covered|insured|enrolled|registered|subscribed|qualified|owed|logged in|signed up|on the (?:waiting )?list|approved|in the system|overdue|a member|an admin|assigned|scheduled|booked)\b(?!.{0,200}\b(?:if|when)\b)/,
  /(?<!why )\b(?:was|were|have|has) i (?:already |been |ever ){0,2}(?:charged|billed|paid|refunded|registered|enrolled|approved|accepted|booked|invoiced)\b(?! twice)/,
  /\bwhen (?:is|are|'s|does) my next (?:[\w'-]{1,20} ){0,2}(?:appointment|payment|bill|invoice|shift|flight|meeting|interview|review|delivery|instal?lment|rent|pay ?day|paycheck|dose|lesson|class|exam|booking)\b/,
  /\bwho(?:'s| is| are) my (?:[\w'-]{1,20} ){0,2}(?:manager|supervisor|boss|advis[eo]r|agent|contact|contact person|representative|buddy|mentor|landlord|doctor|consultant|case ?worker|teacher|team lead|approver)\b/,
  // Orders to look at one's own things, as opposed to questions about how to.
  new RegExp(
    `${POLITE}${anyOf('show give send list pull_up check cancel change update reset book reschedule summari[sz]e read')} (?:me )?my (?:[\\w'-]{1,20} ){0,2}${anyOf('orders? account invoices? bills? bookings? reservations? appointments? subscription statements? tickets? calendar inbox emails? messages schedule profile transactions? payslips? payments? claims? flights? order_status delivery password pin')}\\b`,
  ),
  // A case by its number, of three digits or more.
  new RegExp(
    `\\b${anyOf('order account customer client ticket case claim policy invoice booking reservation tracking reference confirmation membership contract employee personnel patient passport licen[cs]e insurance tax registration serial shipment application')}(?: (?:number|no|nr|id|code|ref))?\\.?(?: is| was)?[:#]{0,2} {0,2}#?(?=[a-z0-9-]{0,20}\\d{3})[a-z]{0,5}-?\\d[\\w-]{3,30}\\b(?! ?(?:eur|euros?|dollars?|usd|%|items|errors?))`,
  ),
  // Who one is.
  new RegExp(
    `\\bmy (?:full |first |last |sur|e-?mail |home |postal |login )?${anyOf('name address e-?mail mail phone_number mobile_number birthday birthdate date_of_birth user_?name user_?id postcode zip_code employee_id social_security_number ssn')}(?: address)? is (?!${anyOf('not wrong incorrect misspel\\w+ spelled already taken no_longer invalid missing too being different still shown displayed never always used visible required in on out unknown blocked rejected showing set the changed written printed')}\\b)`,
  ),
  /\bi (?:live|reside) (?:at|in) \d|\bi was born (?:on|in) (?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/,
];

/** Names need their capitals. */
const NAMED =
  /\b(?:[Mm]y name(?:'s| is)|[Tt]his is|I am|I'm|[Cc]all me) (?:Mr\.? |Mrs\.? |Ms\.? |Dr\.? )?[A-Z][a-z]{1,20} [A-Z][a-z]{1,20}\b|\b[Mm]y name(?:'s| is) [A-Z][a-z]{1,20}\b/;
