interface TextFieldProps {
  label: string;
  note?: string;
  type?: 'text' | 'number';
  value: string;
  onChange: (value: string) => void;
}

export function TextField({ label, note, type = 'text', value, onChange }: TextFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type={type}
        {...(type === 'number' && { min: 0, step: 'any' })}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
      {note !== undefined && <span className="quiet">{note}</span>}
    </label>
  );
}
