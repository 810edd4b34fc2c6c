/**
 * Says on the page that an answer came from the cache, and offers a fresh one. It lives in a closed shadow root of the
 * isolated world: the page can take the whole box away, but neither read nor press it. Texts go in as text only.
 */
import type { Source } from '../../shared/protocol';
import type { ChipAnswer, FromChip, ShowChip } from '../messages';
import { chipStrings } from '../strings';
import { insetBeneath, newestAnswer } from './beneath-answer';
import { chipStyle } from './chip-style';
import { createWhy } from './why';

/** Long enough to read and to reach with the keyboard; pointer or focus on it keep it. */
export const FADE_AFTER_MS = 12_000;

export interface Chip {
  /** Shows this answer's source in place of an earlier one, beneath the answer where `element` finds it. */
  show(shown: Pick<ShowChip, 'source' | 'element'>): void;
  /** Shows what the user's own models say instead, as far as it has come; nothing where that chip is gone. */
  showAnswer(answer: ChipAnswer): void;
  /** Takes it off the page; harmless where nothing is shown. */
  close(): void;
}

interface ChipOptions {
  document: Document;
  /** Calls back after so many milliseconds; returns its undo. */
  after: (milliseconds: number, callback: () => void) => () => void;
  /** Calls back before each paint; returns its undo. */
  eachFrame: (callback: () => void) => () => void;
  send: (message: FromChip) => void;
}

export function createChip({ document, after, eachFrame, send }: ChipOptions): Chip {
  let host: HTMLElement | undefined;
  let stopFading: () => void = () => undefined;
  let stopFollowing: () => void = () => undefined;
  let shown: { decision: string; box: HTMLElement } | undefined;

  const close = () => {
    stopFading();
    stopFollowing();
    host?.remove();
    host = undefined;
    shown = undefined;
  };
  const fadeLater = (box: HTMLElement) => {
    stopFading();
    stopFading = after(FADE_AFTER_MS, () => {
      if (box.matches(':hover, :focus-within')) fadeLater(box);
      else close();
    });
  };

  return {
    close,
    show: ({ source, element }) => {
      close();
      // Routed answers carry no chip: nothing about them is old.
      if (!source.cache.startsWith('hit-')) return;
      host = document.createElement('askonce-chip');
      const root = host.attachShadow({ mode: 'closed' });
      const hostStyle = addStyle(root, document);
      const box = createBox({ document, source, send, close });
      shown = { decision: source.decision, box };
      root.append(box);
      document.documentElement.append(host);
      if (element !== undefined) {
        stopFollowing = eachFrame(() => {
          // The answer grows and scrolls, and the chip goes with it; not from under a hand that reaches for it.
          if (!box.matches(':hover, :focus-within')) putBeneath(element, box, hostStyle);
        });
        // Unfolded it is taller, and may not end below the window.
        const whenUnfolded = (): void => {
          putBeneath(element, box, hostStyle);
        };
        box.addEventListener('toggle', whenUnfolded, { capture: true });
      }
      // A screen reader announces what changes in a live region, not what it is born with.
      const status = box.firstElementChild;
      if (status !== null) status.textContent = chipStrings.fromCache(source.ageSeconds);
      fadeLater(box);
    },
    showAnswer: ({ decision, text, failure }) => {
      if (shown?.decision !== decision) return;
      // Somebody reads it now: it goes when it is closed.
      stopFading();
      answerIn(shown.box, document).textContent = failure === undefined ? text : `${text}\n${failure}`.trim();
    },
  };
}

function putBeneath(selector: string, box: HTMLElement, hostStyle: CSSStyleDeclaration): void {
  const { ownerDocument: document } = box;
  const answer = newestAnswer(document, selector);
  if (!answer) return;
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const inset = insetBeneath(answer.getBoundingClientRect(), box.getBoundingClientRect(), { width, height });
  hostStyle.setProperty('inset', inset, 'important');
}

/** The place for a fresh answer, made when its first piece comes. */
function answerIn(box: HTMLElement, document: Document): Element {
  const known = box.querySelector('.answer');
  if (known) return known;
  const heading = document.createElement('p');
  heading.textContent = chipStrings.freshAnswer;
  const answer = document.createElement('div');
  answer.className = 'answer';
  answer.tabIndex = 0;
  box.append(heading, answer);
  return answer;
}

interface BoxOptions {
  document: Document;
  source: Source;
  send: (message: FromChip) => void;
  close: () => void;
}

function createBox({ document, source, send, close }: BoxOptions): HTMLElement {
  const box = document.createElement('section');
  box.setAttribute('aria-label', chipStrings.label);
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  status.setAttribute('aria-live', 'polite');
  const { decision, entry } = source;

  const buttons = document.createElement('div');
  const done = (text: string, ...next: HTMLElement[]) => {
    status.textContent = text;
    // The focus was on a button that is about to go.
    dismiss.focus();
    if (next.length > 0) buttons.replaceChildren(...next);
    else buttons.remove();
  };
  const undo = createButton(document, chipStrings.undo, () => {
    send({ type: 'take-back', decision });
    done(chipStrings.undone);
  });
  buttons.append(
    createButton(document, chipStrings.askModel, () => {
      send({ type: 'ask-model-next', decision });
      done(chipStrings.asked, undo);
    }),
  );
  if (entry !== undefined) {
    buttons.append(
      createButton(document, chipStrings.forget, () => {
        send({ type: 'forget-entry', decision, entry });
        done(chipStrings.forgotten);
      }),
    );
  }
  const dismiss = createButton(document, '×', close);
  dismiss.className = 'dismiss';
  dismiss.setAttribute('aria-label', chipStrings.dismiss);
  const why = createWhy(document, source);
  box.append(status, ...(why ? [why] : []), buttons, dismiss);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    // What is typed here is not meant for the page's shortcuts.
    event.stopPropagation();
  });
  return box;
}

function createButton(document: Document, text: string, onPress: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.addEventListener('click', (event) => {
    // Only a person's press counts: a page cannot reach in here, but another extension might try.
    if (event.isTrusted) onPress();
  });
  return button;
}

/**
 * By a constructed sheet where that works: a page's policy may forbid `<style>`. Returns the host's own declarations,
 * which no rule of the page's overrides.
 */
function addStyle(root: ShadowRoot, document: Document): CSSStyleDeclaration {
  let sheet: CSSStyleSheet | null;
  try {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(chipStyle);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Firefox does not let every isolated script adopt a sheet.
    const style = document.createElement('style');
    style.textContent = chipStyle;
    root.append(style);
    ({ sheet } = style);
  }
  return (sheet?.cssRules[0] as CSSStyleRule).style;
}
