import { expect, it } from 'vitest';
import { Beside } from '../../../../extension/worker/beside.ts';
import { FakeStorage } from './fakes.ts';

function createBeside(readSelection: () => Promise<string> = () => Promise.resolve('from the page')) {
  const session = new FakeStorage();
  const opened: number[] = [];
  const beside = new Beside({
    session,
    openPanel: (windowId) => {
      opened.push(windowId);
      return Promise.resolve();
    },
    readSelection,
  });
  return { session, opened, beside };
}

it('opens the panel before anything is waited for, as browsers demand', async () => {
  const { beside, opened } = createBeside();
  const done = [
    beside.askSelected('How?', 'https://help.example.com/t/1', { id: 1, windowId: 5 }),
    beside.askInTab({ id: 1, windowId: 6 }),
  ];
  expect(opened).toEqual([5, 6]);
  await Promise.all(done);
});

it('hands over what was selected, with the site and tab that it was selected on', async () => {
  const { beside, session } = createBeside();
  await beside.askSelected('  How?\n', 'https://help.example.com/t/1', { id: 1, windowId: 5 });
  expect(session.kept.selection).toEqual({ text: 'How?', site: 'https://help.example.com', tabId: 1 });
});

it('reads the selection itself for the shortcut', async () => {
  const { beside, session } = createBeside();
  await beside.askInTab({ id: 2, windowId: 5, url: 'https://help.example.com/' });
  expect(session.kept.selection).toEqual({
    text: 'from the page',
    site: 'https://help.example.com',
    tabId: 2,
  });
});

it('opens empty beside a page that may not be read', async () => {
  const { beside, session } = createBeside(() => Promise.reject(new Error('Cannot access a chrome:// URL')));
  await beside.askInTab({ id: 2, windowId: 5, url: 'chrome://settings/' });
  expect(session.kept.selection).toEqual({ text: '', site: '', tabId: 2 });
});
