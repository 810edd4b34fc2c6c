import { StrictMode, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';

/** Puts one screen into the page that Plasmo made for it. */
export function mountScreen(screen: ReactElement): void {
  const place = document.querySelector('#__plasmo') ?? document.body;
  createRoot(place).render(<StrictMode>{screen}</StrictMode>);
}
