/**
 * Questions with what they are bound to: those written for it (../data/bound), and public sets whose intents say it.
 * A public intent is taken only where nearly all of its questions are of one kind.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { boundKinds, type BoundKind } from '../../cache/storable/bound-kind.ts';
import { packageRoot } from '../../lib/package-root.ts';
import { TEST_FAMILIES } from '../calibration/judged-sets.ts';
import { jsonLines, publicRows } from '../public-sets.ts';

export interface BoundExample {
  text: string;
  bound: BoundKind | 'none';
  /** How much it counts; 1 for one that was written for this. */
  weight: number;
}

const TRAINING_DATA = path.join(packageRoot(), 'daemon/training/data');

const exampleSchema = z.object({ text: z.string(), bound: z.enum([...boundKinds, 'none']) });

/** The hand-written examples, one after another in the order of the files. */
export function writtenExamples(): BoundExample[] {
  return rowsOf('bound').map((row) => ({ ...exampleSchema.parse(row), weight: 1 }));
}

const familySchema = z.object({ base: z.string(), same: z.array(z.string()) });

/** The families' questions are meant to be answered alike for all. */
export function familyExamples(): { train: BoundExample[]; test: BoundExample[] } {
  const of = (isTest: boolean): BoundExample[] =>
    rowsOf('families', (name) => TEST_FAMILIES.includes(name) === isTest).flatMap((row) => {
      const { base, same } = familySchema.parse(row);
      return [base, ...same].map((text) => ({ text, bound: 'none' as const, weight: FAMILY_WEIGHT }));
    });
  return { train: of(false), test: of(true) };
}

const FAMILY_WEIGHT = 0.3;
const PUBLIC_WEIGHT = 0.1;

const INTENTS: Record<BoundKind | 'none', string> = {
  time: `weather time date traffic exchange_rate next_holiday how_busy flight_status travel_alert`,
  place: `current_location directions restaurant_suggestion`,
  account: `balance bill_balance bill_due order_status pto_balance pto_used pto_request_status transactions spending_history rewards_balance
    credit_score credit_limit application_status payday min_payment income interest_rate apr user_name last_maintenance calendar meeting_schedule todo_list
    reminder shopping_list expiration_date gas tire_pressure confirm_reservation smart_home find_phone account_blocked freeze_account
    pay_bill transfer cancel_reservation order_checks reminder_update todo_list_update calendar_update alarm text make_call play_music uber
    shopping_list_update share_location restaurant_reservation track_refund`,
  secret: '',
  none: `definition translate fun_fact improve_credit_score oil_change_how recipe ingredients_list cook_time food_last calories nutrition_info
    ingredient_substitution jump_start measurement_conversion calculator plug_type international_visa vaccines timezone spelling travel_suggestion
    carry_on meaning_of_life new_card direct_deposit rollover_401k age_limit apple_pay_or_google_pay atm_support card_acceptance country_support
    fiat_currency_support get_disposable_virtual_card getting_spare_card top_up_by_cash_or_cheque top_up_limits top_up_by_card_charge
    supported_cards_and_currencies verify_my_identity why_verify_identity visa_or_mastercard exchange_via_app change_pin automatic_top_up
    disposable_card_limits edit_personal_details check_refund_policy check_cancellation_fee delivery_options create_account
    contact_customer_service registration_problems`,
};

const intentSchema = z.object({ text: z.string(), intent: z.string() });
const supportSchema = z.object({ instruction: z.string(), intent: z.string() });

/** @throws Error where the public sets are not there. */
export function publicExamples(): BoundExample[] {
  const rows = [
    ...['intents/clinc150.jsonl.gz', 'intents/banking77.jsonl.gz'].flatMap((file) =>
      publicRows(file).map((row) => intentSchema.parse(row)),
    ),
    ...publicRows('support/bitext.jsonl.gz').map((row) => {
      const { instruction: text, intent } = supportSchema.parse(row);
      return { text, intent };
    }),
  ];
  const kinds = new Map(
    ([...boundKinds, 'none'] as const).flatMap((bound) =>
      INTENTS[bound].split(/\s+/).map((intent) => [intent, bound] as const),
    ),
  );
  return rows.flatMap(({ text, intent }) => {
    const bound = kinds.get(intent);
    return bound ? [{ text, bound, weight: PUBLIC_WEIGHT }] : [];
  });
}

function rowsOf(folder: string, takes: (name: string) => boolean = () => true): unknown[] {
  const names = readdirSync(path.join(TRAINING_DATA, folder)).map((file) => path.parse(file));
  return names
    .filter(({ ext, name }) => ext === '.jsonl' && takes(name))
    .map(({ base }) => base)
    .sort()
    .flatMap((file) => jsonLines(readFileSync(path.join(TRAINING_DATA, folder, file))));
}
