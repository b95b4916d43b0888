import type { SetupAnswers, SetupField } from '../web/setup.js';

/** What the forms call what they ask for, in English: a problem of an answer is called the same. */
export const setupFieldNames: Readonly<Record<SetupField, string>> = {
  port: 'Port',
  driver: 'How it is spoken to',
  baud_rate: 'Baud rate',
  id: 'Id',
  name: 'Name',
  url: 'Address of the broker',
  username: 'User',
  password: 'Password',
  password_file: 'File with the password',
  ca_file: 'Certificate of its authority',
  person: 'Who sits in the new chair',
  people: 'People',
};

const brokerFields = ['url', 'username', 'password', 'password_file', 'ca_file'] as const;
const chairFields = ['port', 'driver', 'baud_rate', 'id', 'name', 'person'] as const;

/** The field of the form in which a setting was answered; null: it was not asked for. `path` is as in `chairs.0.port`. */
export function setupFieldOf(path: string, { port, people }: SetupAnswers, chairsBefore: number): SetupField | null {
  const [section, item, key] = path.split('.');
  if (section === 'mqtt') return brokerFields.find((each) => each === item) ?? null;
  if (section === 'people') return people.people.some(({ id }) => id === item) ? 'people' : null;
  const isNew = port.adds_chair && section === 'chairs' && Number(item) === chairsBefore;
  if (!isNew) return null;
  return key === 'usb' ? 'port' : (chairFields.find((each) => each === key) ?? null);
}

/** "'url' must be ..." is "Address of the broker must be ..." to who has answered that. */
export function withFieldName(field: SetupField, message: string): string {
  const rest = /^'\w+' (.*)$/s.exec(message)?.[1];
  return rest === undefined ? `${setupFieldNames[field]}: ${message}` : `${setupFieldNames[field]} ${rest}`;
}
