interface ChoiceProps<Value extends string> {
  label: string;
  note?: string;
  value: Value;
  options: Readonly<Record<Value, string>>;
  onChange: (value: Value) => void;
}

/** One of a few values, by name. */
export function Choice<Value extends string>({ label, note, value, options, onChange }: ChoiceProps<Value>) {
  const names = Object.entries<string>(options);
  return (
    <label className="field">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ target }) => {
          const chosen = names.find(([name]) => name === target.value);
          if (chosen) onChange(chosen[0] as Value);
        }}
      >
        {names.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
      {note !== undefined && <span className="quiet">{note}</span>}
    </label>
  );
}
