import type { MetChair } from '../../core/web/setup.js';
import { usePage } from '../views/context.js';
import { Drawing } from '../views/drawing.js';
import { ChoiceField, NumberField, type SetupParts, TextField, useSetupWords } from './fields.js';

const baudRateMax = 10_000_000;

/** How the chair is spoken to, and what it is called. */
export function ChairStep({ visit, state, answers }: SetupParts) {
  const words = useSetupWords();
  const { chair } = answers;
  return (
    <>
      <ChoiceField
        label={words.driver}
        hint={words.driverHint}
        value={chair.driver}
        choices={state.drivers.map(({ driver, title }) => [driver, title])}
        onChoice={(driver) => visit.type('chair', { ...chair, driver })}
      />
      {chair.driver === 'clp' && (
        <NumberField
          label={words.baudRate}
          value={chair.baud_rate}
          max={baudRateMax}
          onNumber={(baud_rate) => visit.type('chair', { ...chair, baud_rate })}
        />
      )}
      <TextField
        label={words.chairId}
        hint={words.chairIdHint}
        value={chair.id}
        onText={(id) => visit.type('chair', { ...chair, id })}
      />
      <TextField
        label={words.chairName}
        hint={words.chairNameHint}
        value={chair.name}
        onText={(name) => visit.type('chair', { ...chair, name })}
      />
    </>
  );
}

/** A zone that there is; nothing of it was measured here. */
const thereIs = (zone: MetChair['zones'][number]) => ({
  zone,
  technique: 'off' as const,
  level: 0,
  rate: null,
  asked: null,
  temperatureC: null,
  isDerated: false,
  isHot: false,
  isStalled: false,
  isAtLimit: false,
});

function Met({ met }: { readonly met: MetChair }) {
  const { words: page } = usePage();
  const words = useSetupWords();
  const zoneNames = met.zones.map((zone) => page.zones[zone]);
  const facts = [
    [words.metFirmware, met.firmware],
    [words.metSerial, met.serial],
    [words.metZones, zoneNames.join(', ')],
    [words.metSeat, met.has_seat_sensor ? words.yes : words.no],
  ];
  return (
    <div class="setup-met">
      <Drawing zones={met.zones.map(thereIs)} isOccupied={false} sentence={words.metDrawing(zoneNames)} />
      <div>
        <p class="big">{words.met(met.model)}</p>
        <dl class="facts">
          {facts
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </div>
    </div>
  );
}

/** The chair says what it is. */
export function HandshakeStep({ state }: SetupParts) {
  const words = useSetupWords();
  return (
    <>
      <p>{words.handshakeText}</p>
      {state.met !== null && <Met met={state.met} />}
    </>
  );
}

/** Where it publishes, and as whom. */
export function BrokerStep({ visit, state, answers }: SetupParts) {
  const words = useSetupWords();
  const { broker } = answers;
  const hasPassword = state.answers.broker.has_password;
  const change = (news: Partial<typeof broker>) => visit.type('broker', { ...broker, ...news });
  return (
    <>
      <TextField
        label={words.brokerUrl}
        hint={words.brokerUrlHint}
        value={broker.url}
        onText={(url) => change({ url: url.trim() })}
      />
      {broker.url === state.demo_broker && <p class="note">{words.brokerOfDemo}</p>}
      <TextField label={words.username} value={broker.username} onText={(username) => change({ username })} />
      <TextField
        label={words.password}
        isSecret
        hint={hasPassword && broker.password === null ? words.passwordKept : undefined}
        value={broker.password ?? ''}
        onText={(password) => change({ password: password === '' ? null : password })}
      />
      {hasPassword && broker.password !== '' && (
        <button type="button" onClick={() => change({ password: '' })}>
          {words.passwordDrop}
        </button>
      )}
      <details class="setup-more" open={broker.password_file !== '' || broker.ca_file !== ''}>
        <summary>{words.brokerMore}</summary>
        <TextField
          label={words.passwordFile}
          hint={words.passwordFileHint}
          value={broker.password_file}
          onText={(password_file) => change({ password_file })}
        />
        <TextField
          label={words.caFile}
          hint={words.caFileHint}
          value={broker.ca_file}
          onText={(ca_file) => change({ ca_file })}
        />
      </details>
    </>
  );
}
