import { useEffect, useRef, useState } from 'react';
import type { Source } from '../../../shared/protocol';
import { sidePanelStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { EvidenceList } from '../evidence-list';
import { Outcome } from '../outcome';
import { siteName } from '../site-access';
import { useAction, type Action } from '../use-action';
import { insertIntoPage } from './insert-text';
import { Opinion } from './opinion';
import type { Answer } from './use-answer';

interface AnswerPanelProps {
  answer: Answer;
  question: string;
  /** Undefined where the panel was opened beside no web page. */
  site: string | undefined;
  /** Whether it comes in place of an answer on which the keyboard was. */
  takesFocus: boolean;
  onAskAfresh: () => void;
}

/** The answer with its source, and what to do with it. */
export function AnswerPanel({ answer, question, site, takesFocus, onAskAfresh }: AnswerPanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) panel.current?.focus();
  }, [takesFocus]);
  const [own, setOwn] = useState<string>();
  const action = useAction();
  const text = own ?? answer.text;
  return (
    <section
      ref={panel}
      className="card"
      tabIndex={-1}
      aria-label={sidePanelStrings.answer}
      aria-busy={!answer.isComplete}
    >
      {answer.source && <SourceLine source={answer.source} />}
      {own === undefined ? (
        <GivenAnswer answer={answer} />
      ) : (
        <OwnVersion text={own} question={question} site={site} onChange={setOwn} />
      )}
      <Outcome error={answer.error ?? action.error} done={action.done} />
      <div className="row">
        {answer.isComplete && text !== '' && (
          <TextActions
            text={text}
            action={action}
            onEdit={
              own === undefined
                ? () => {
                    setOwn(text);
                  }
                : undefined
            }
          />
        )}
        {answer.isComplete && (
          <button type="button" onClick={onAskAfresh}>
            {sidePanelStrings.askAfresh}
          </button>
        )}
      </div>
    </section>
  );
}

interface TextActionsProps {
  text: string;
  action: Action;
  /** Undefined while it is being edited. */
  onEdit: (() => void) | undefined;
}

function TextActions({ text, action: { run, isBusy }, onEdit }: TextActionsProps) {
  return (
    <>
      <button
        type="button"
        className="primary"
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) run(() => insert(text));
        }}
      >
        {sidePanelStrings.insert}
      </button>
      <button
        type="button"
        onClick={() => {
          run(() => navigator.clipboard.writeText(text).then(() => sidePanelStrings.copied));
        }}
      >
        {sidePanelStrings.copy}
      </button>
      {onEdit && (
        <button type="button" onClick={onEdit}>
          {sidePanelStrings.edit}
        </button>
      )}
    </>
  );
}

/** A stored answer can be judged; a fresh one is nobody's word yet. */
function GivenAnswer({ answer: { text, source, isComplete } }: Pick<AnswerPanelProps, 'answer'>) {
  return (
    <>
      {text !== '' && (
        <div className="answer" aria-live="polite">
          {text}
        </div>
      )}
      {source?.cache === 'hit-semantic' && <Why source={source} />}
      {isComplete && source?.cache.startsWith('hit') && <Opinion decision={source.decision} />}
    </>
  );
}

/** What spoke for a stored answer to a question in other words, and against it. */
function Why({
  source: { similarity, confidence: probability, agreed = [], against = [] },
}: {
  source: Source;
}) {
  return (
    <details>
      <summary>{sidePanelStrings.why}</summary>
      <EvidenceList evidence={{ similarity, probability, agreed, against }} />
    </details>
  );
}

function SourceLine({ source }: { source: Source }) {
  return <p className="quiet">{describeSource(source)}</p>;
}

/** The name that AskOnce gives to the writer of a pinned answer. */
const OPERATOR = 'operator';

function describeSource({ cache, model, ageSeconds }: Source): string {
  const { fromCache, pinnedAnswer, fromModel, firstFrom } = sidePanelStrings;
  if (!cache.startsWith('hit')) return fromModel(model);
  if (model === OPERATOR) return pinnedAnswer;
  return model === '' ? fromCache(ageSeconds) : `${fromCache(ageSeconds)}, ${firstFrom(model)}`;
}

interface OwnVersionProps {
  text: string;
  question: string;
  site: string | undefined;
  onChange: (text: string) => void;
}

/** The agent's own wording, to be kept for good. */
function OwnVersion({ text, question, site, onChange }: OwnVersionProps) {
  const { run, isBusy, error, done } = useAction();
  return (
    <div className="stack">
      <label className="field">
        <span>{sidePanelStrings.edited}</span>
        <textarea
          autoFocus
          rows={8}
          value={text}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      </label>
      <div className="row">
        <button
          type="button"
          disabled={isBusy || site === undefined || text.trim() === ''}
          onClick={() => {
            run(async () => {
              if (site === undefined) return undefined;
              const operation = { name: 'pin-answer', site, question, answer: text } as const;
              await askWorker({ type: 'operation', operation });
              return sidePanelStrings.pinned;
            });
          }}
        >
          {sidePanelStrings.pin}
        </button>
        <span className="quiet">
          {site === undefined ? sidePanelStrings.noSite : sidePanelStrings.pinNote(siteName(site))}
        </span>
      </div>
      <Outcome error={error} done={done} />
    </div>
  );
}

/** @throws in words where the text could not go into the page. */
async function insert(text: string): Promise<string> {
  const insertion = await insertIntoPage(text);
  if (insertion === 'inserted') return sidePanelStrings.inserted;
  if (insertion === 'no-field') throw new Error(sidePanelStrings.noField);
  await navigator.clipboard.writeText(text);
  throw new Error(sidePanelStrings.noAccess);
}
