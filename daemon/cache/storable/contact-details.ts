/** An e-mail address or a phone number of somebody; a company's public ones are what help desks answer with. */
export function findContactDetails(text: string): string | undefined {
  if (Array.from(text.matchAll(EMAIL)).some(([, user = '', domain = '']) => isSomebodys(user, domain)))
    return 'e-mail address';
  return Array.from(text.matchAll(PHONE)).some(([number]) => isPrivateNumber(number))
    ? 'phone number'
    : undefined;
}

const EMAIL = /(?<![\w.+/:-])([A-Za-z0-9][\w.+-]{0,63})@((?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})\b/g;

const SHARED_MAILBOX =
  /^(?:support|help|helpdesk|service|servicedesk|info|contact|hello|hi|sales|billing|accounts?|invoices?|orders?|returns?|claims?|press|media|jobs|careers|hr|people|office|admin|administrator|webmaster|postmaster|abuse|security|privacy|legal|compliance|dpo|gdpr|it|itsupport|noreply|no-reply|donotreply|notifications?|alerts?|news|newsletter|feedback|team|git|root|mail|mailer-daemon|enquiries|booking|bookings|reservations?|customer[.-]?(?:care|service|support)|reception|marketing|partners?|refunds?|payroll|travel|facilities|emergency)$/i;

const STAND_IN_USER =
  /^(?:name|your[._-]?\w{0,20}|user\d{0,3}|username|email|e-mail|you|me|someone|somebody|recipient|sender|from|to|foo|bar|baz|test\w{0,10}|example|sample|demo|dummy|john|jane|alice|bob|john[._-]?(?:doe|smith)|jane[._-]?(?:doe|smith)|j[._-]?doe|max[._-]?mustermann|first(?:name)?[._-]?last(?:name)?|firstname|my[._-]?\w{0,20}|a|b|x|abc)$/i;

const STAND_IN_DOMAIN =
  /(?:^|\.)(?:example|examples|sample|test|invalid|localhost|local|internal|acme|contoso|fabrikam|foo|bar|abc|xyz|domain|yourdomain|mydomain|your-domain|company|yourcompany|mycompany|your-company|mail|email|host|server|site|website|somewhere|x|b)\.\w{2,10}$|\.(?:example|test|invalid|localhost|local|internal)$/i;

function isSomebodys(user: string, domain: string): boolean {
  if (SHARED_MAILBOX.test(user) || STAND_IN_DOMAIN.test(domain)) return false;
  // "john@gmail.com" stands for anybody in documentation; a name with more to it is one person's.
  return !STAND_IN_USER.test(user);
}

const PHONE =
  /(?<![\w.+/=#-])(?:\+\d{1,3}[ .\u00a0-]?(?:\(0?\d{1,4}\)[ .-]?|\d{1,4}[ .-]?)(?:\d{2,8}[ .-]?){1,4}\d{0,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4}|07\d{3} ?\d{3} ?\d{3})(?![\w=]|[.-]\d)|\b(?:phone|mobile|cell|telephone|tel|whatsapp)(?: (?:number|no))?\.?(?: is| was|:)? {0,2}\(?0?\d{2,5}\)?[ /-]?\d{3,4}[ -]?\d{2,5}(?:[ -]?\d{1,4})?(?!\w)|\b(?:call|text|reach|ring|phone) me (?:at|on|under|back at|back on) \(?\d[\d() -]{6,18}\d/gi;

const FEWEST_DIGITS = 8;

function isPrivateNumber(number: string): boolean {
  const digits = number.replace(/\D/g, '');
  if (digits.length < FEWEST_DIGITS) return false;
  // Numbers that cost the caller nothing belong to companies; 555-01xx is kept free for fiction.
  const isFreephone =
    /(?:^|\D)\(?8(?:00|33|44|55|66|77|88)\)?[ .-]\d{3}[ .-]?\d{4}|(?:^|\D)0?\(?0?(?:800|808)\)?[ .-]?\d{3}/.test(
      number,
    );
  const isFiction =
    /555[ .-]?01\d{2}$/.test(number.trim()) || /555[ .-]?(?:1234|5555|0000)$/.test(number.trim());
  const isStandIn = /1234567|0000000|(\d)\1{6}/.test(digits);
  return !isFreephone && !isFiction && !isStandIn;
}
