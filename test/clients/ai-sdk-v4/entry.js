import { useChat } from '@ai-sdk/react';
import { createElement as element } from 'react';
import { createRoot } from 'react-dom/client';

const options = new URLSearchParams(location.search);

function Chat() {
  const { messages, input, handleInputChange, handleSubmit, stop, reload, status, error } = useChat({
    api: `${options.get('api') ?? location.origin}/api/chat`,
  });
  return element(
    'main',
    null,
    messages.map(({ id, role, content }) => element('p', { key: id, className: role }, content)),
    element(
      'form',
      { onSubmit: handleSubmit },
      element('input', { id: 'question', value: input, onChange: handleInputChange }),
    ),
    element('button', { id: 'stop', onClick: stop }, 'Stop'),
    element('button', { id: 'regenerate', onClick: () => void reload() }, 'Regenerate'),
    element('p', { id: 'state' }, error ? `failed: ${error.message}` : status),
  );
}

createRoot(document.querySelector('#root')).render(element(Chat));
