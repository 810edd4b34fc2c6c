import { useEffect, useState } from 'react';
import { sidePanelStrings } from '../../strings';
import type { Selection } from '../../messages';
import { readActiveTab, type ActiveTab } from '../active-tab';
import { ConnectionPanel } from '../connection-panel';
import { useExtensionState } from '../use-extension-state';
import { AnswerPanel } from './answer-panel';
import { useAnswer } from './use-answer';
import { useSelection } from './use-selection';

/** A site-less panel still answers, from what belongs to no site. */
const NO_SITE = 'side-panel';

export function SidePanelScreen() {
  const { state, refresh } = useExtensionState();
  const { answer, ask, stop } = useAnswer();
  const selection = useSelection();
  const [question, setQuestion] = useState('');
  const [asked, setAsked] = useState<{ question: string; site: string; fresh: boolean; count: number }>();
  useEffect(() => {
    if (selection && selection.text !== '') setQuestion(selection.text);
  }, [selection]);
  const submit = async (text: string, fresh: boolean): Promise<void> => {
    const site = siteOf(await readActiveTab(), selection);
    setAsked((before) => ({ question: text, site, fresh, count: (before?.count ?? 0) + 1 }));
    ask({ site, text, fresh });
  };
  return (
    <main className="side-panel">
      <h1>{sidePanelStrings.title}</h1>
      {state && state.connection.kind !== 'paired' && <ConnectionPanel state={state} refresh={refresh} />}
      <QuestionForm
        question={question}
        isAsking={answer !== undefined && !answer.isComplete}
        onChange={setQuestion}
        onAsk={() => void submit(question.trim(), false)}
        onStop={stop}
      />
      {answer && asked && (
        <AnswerPanel
          key={asked.count}
          answer={answer}
          question={asked.question}
          site={asked.site === NO_SITE ? undefined : asked.site}
          takesFocus={asked.fresh}
          onAskAfresh={() => void submit(asked.question, true)}
        />
      )}
    </main>
  );
}

interface QuestionFormProps {
  question: string;
  isAsking: boolean;
  onChange: (question: string) => void;
  onAsk: () => void;
  onStop: () => void;
}

function QuestionForm({ question, isAsking, onChange, onAsk, onStop }: QuestionFormProps) {
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isAsking) onAsk();
      }}
    >
      <label className="field">
        <span>{sidePanelStrings.question}</span>
        <textarea
          rows={4}
          value={question}
          maxLength={20_000}
          placeholder={sidePanelStrings.questionHint}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      </label>
      <div className="row">
        {/* Disabled, it would lose the keyboard's focus with each question. */}
        <button
          type="submit"
          className="primary"
          aria-disabled={isAsking}
          disabled={!isAsking && question.trim() === ''}
        >
          {isAsking ? sidePanelStrings.asking : sidePanelStrings.ask}
        </button>
        {isAsking && (
          <button type="button" onClick={onStop}>
            {sidePanelStrings.stop}
          </button>
        )}
      </div>
    </form>
  );
}

/** The browser says what a tab shows only where it was given access; the selection's own tab was named with it. */
function siteOf(tab: ActiveTab | undefined, selection: Selection | undefined): string {
  if (tab?.origin !== undefined) return tab.origin;
  const isOfTab = selection !== undefined && selection.site !== '' && selection.tabId === tab?.id;
  return isOfTab ? selection.site : NO_SITE;
}
