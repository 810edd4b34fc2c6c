/** The unit that a word or symbol names, in one spelling; undefined for any other word. */
export function unitOf(word: string): string | undefined {
  return UNITS.get(word);
}

/** "unit: what it is also written as". Single letters count only where they are glued to a number. */
const SPELLINGS = `
dollar: $ usd dollars buck bucks; euro: \u20ac eur euros; pound: \u00a3 gbp pounds quid; yen: \u00a5 jpy; rupee: \u20b9 inr rs rupees;
franc: chf francs; percent: % pct percentage;
byte: bytes; bit: bits; kilobyte: kb kib kilobytes; megabyte: mb mib megabytes; gigabyte: gb gib gigabytes gig gigs;
terabyte: tb tib terabytes; mbps: mbit;
millisecond: ms milliseconds; second: s sec secs seconds; minute: min mins minutes; hour: h hr hrs hours;
day: d days; week: wk wks weeks; month: months; year: y yr yrs years; decade: decades; century: centuries;
millimetre: mm millimeter millimeters millimetres; centimetre: cm centimeter centimeters centimetres;
metre: meter meters metres; kilometre: km kms kilometer kilometers kilometres; mile: mi miles; inch: inches;
foot: ft feet; yard: yards; milligram: mg milligrams; gram: g grams; kilogram: kg kgs kilo kilos kilograms;
ounce: oz ounces; tonne: t tonnes ton tons; stone: stones; millilitre: ml milliliter milliliters millilitres;
litre: l liter liters litres; gallon: gallons; cup: cups; tablespoon: tbsp tablespoons; teaspoon: tsp teaspoons;
celsius: c centigrade; fahrenheit: f; kelvin: kelvins; watt: w watts; kilowatt: kw; kwh: ; volt: v volts; amp: a amps;
mph: ; kmh: kph; pixel: px pixels; em: ; rem: ; fps: ; am: a.m; pm: p.m; calorie: kcal calories; hertz: hz; kilohertz: khz;
megahertz: mhz; gigahertz: ghz
`;

const UNITS = new Map(
  SPELLINGS.trim()
    .split(/;\s*/)
    .flatMap((entry) => {
      const [unit = '', spellings = ''] = entry.split(/:\s*/);
      return [unit, ...spellings.split(/\s+/).filter((spelling) => spelling !== '')].map(
        (word): [string, string] => [word, unit],
      );
    }),
);
