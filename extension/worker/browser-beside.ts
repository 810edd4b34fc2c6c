import { backgroundStrings } from '../strings';
import { Beside } from './beside';

export const SELECTION_MENU: chrome.contextMenus.CreateProperties = {
  id: 'ask-beside',
  title: backgroundStrings.askSelection,
  contexts: ['selection'],
};

/** Firefox has a sidebar of its own kind. */
interface WithSidebar {
  sidebarAction?: { open(): Promise<void> };
}

export const askBeside = new Beside({
  session: chrome.storage.session,
  openPanel: (windowId) => {
    const { sidebarAction } = chrome as WithSidebar;
    return sidebarAction ? sidebarAction.open() : chrome.sidePanel.open({ windowId });
  },
  readSelection: async (tabId) => {
    const [result] = await chrome.scripting.executeScript({
      target: { tabId },
      func: () => getSelection()?.toString() ?? '',
    });
    return result?.result ?? '';
  },
});
