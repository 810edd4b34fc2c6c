/**
 * ENTRY of the extension's background: a service worker in Chrome, an event page in Firefox. Every listener is
 * registered here, at once, or the browser would not wake the background for it; the work is in ../worker.
 */
import '../worker/zod-without-eval';
import { SELECTION_MENU, askBeside } from '../worker/browser-beside';
import { browserWorker } from '../worker/browser-worker';

const worker = browserWorker();

chrome.runtime.onConnect.addListener((port) => {
  worker.connectPort(port);
});
chrome.runtime.onMessage.addListener((message: unknown, sender, respond) => {
  const answer = worker.answer(message, sender);
  void answer?.then(respond);
  return answer !== undefined;
});
chrome.permissions.onAdded.addListener(() => void worker.grantsChanged());
chrome.permissions.onRemoved.addListener(() => void worker.grantsChanged());
chrome.runtime.onInstalled.addListener(() => {
  // It may be there already, from an earlier version.
  void chrome.contextMenus.removeAll().then(() => chrome.contextMenus.create(SELECTION_MENU));
});
chrome.contextMenus.onClicked.addListener(({ selectionText, pageUrl, frameUrl }, tab) => {
  if (tab) void askBeside.askSelected(selectionText ?? '', frameUrl ?? pageUrl, tab);
});
chrome.commands.onCommand.addListener((command, tab) => {
  if (command === 'ask-beside' && tab) void askBeside.askInTab(tab);
});
