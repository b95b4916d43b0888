import { useEffect } from 'preact/hooks';
import { hashFor, type PageRoute } from '../logic/routes.js';
import { AboutScreen } from './about-screen.js';
import { Announcer } from './announcer.js';
import { LinkBanner, LinkRefused, OtherHouse, PassBanner } from './banners.js';
import { ChairScreen } from './chair-screen.js';
import { ChairsScreen } from './chairs-screen.js';
import { resetting, usePage } from './context.js';
import { useFocus } from './focus.js';
import { LoginScreen } from './login-screen.js';
import { PeopleScreen } from './people-screen.js';
import { ResetDialog } from './reset-dialog.js';
import { RoomDoor } from './room-door.js';

function Navigation() {
  const { app, words } = usePage();
  const { screen } = app.route.value;
  const isHome = screen !== 'about' && (app.isSetupAlone || screen === 'chairs' || screen === 'chair');
  const isOne = app.house.chairIds.value.length === 1;
  const about = [{ screen: 'about' }, words.about] as const;
  const doors: readonly (readonly [PageRoute, string])[] = app.isSetupAlone
    ? [[{ screen: 'setup' }, words.setup], about]
    : [
        [{ screen: 'chairs' }, isOne ? words.oneChair : words.chairs],
        [{ screen: 'people' }, words.people],
        [{ screen: 'history' }, words.history],
        about,
      ];
  return (
    <nav aria-label={words.main}>
      {doors.map(([route, name]) => {
        const isHere = route.screen === screen || (route.screen === doors[0]?.[0].screen && isHome);
        return (
          <a key={route.screen} href={hashFor(route)} aria-current={isHere ? 'page' : undefined}>
            {name}
          </a>
        );
      })}
    </nav>
  );
}

const isRoomOfChairs = (screen: string): screen is 'history' | 'studio' => screen === 'history' || screen === 'studio';

function Screen() {
  const { app, words } = usePage();
  const route = app.route.value;
  const shown = app.shownChair.value;
  if (app.house.isOther.value) return <OtherHouse />;
  if (route.screen === 'about') return <AboutScreen />;
  if (app.house.access.value?.kind === 'nobody') return <LoginScreen />;
  if (route.screen === 'setup') return <RoomDoor key="setup" to="setup" />;
  if (route.screen === 'people' && !app.isSetupAlone) return <PeopleScreen />;
  if (isRoomOfChairs(route.screen) && !app.isSetupAlone) return <RoomDoor key={route.screen} to={route.screen} />;
  if (app.house.access.value === null || app.house.name === null) return <p class="note">{words.loading}</p>;
  if (app.isSetupAlone) return <RoomDoor key="setup" to="setup" />;
  return shown === null ? (
    route.screen === 'chair' ? (
      <ChairScreen id={route.id} />
    ) : (
      <ChairsScreen />
    )
  ) : (
    <ChairScreen id={shown} />
  );
}

/** What the browser calls this screen, in its tabs and its history. By itself: nothing is drawn anew with the chair that it names. */
function Title() {
  const { app, words } = usePage();
  const { screen } = app.route.value;
  const shown = app.shownChair.value;
  const isElsewhere = screen !== 'chairs' && screen !== 'chair';
  const ofChairs = shown === null ? words.chairs : (app.chair(shown)?.name ?? shown);
  const ofScreen = isElsewhere ? words[screen] : ofChairs;
  const name = app.house.isOther.value ? words.otherTitle : ofScreen;
  useEffect(() => {
    document.title = `${name} · chair2mqtt`;
  }, [name]);
  return null;
}

/** Everything but the stops: those are drawn by themselves, whatever breaks here. */
export function Page() {
  const { app, words } = usePage();
  const main = useFocus();
  const dialog = resetting.value;
  const isStale = app.link.condition.value.isStale;
  return (
    <>
      <div class={`page ${isStale ? 'stale' : ''}`} inert={dialog !== null}>
        <button
          type="button"
          class="skip-link"
          onClick={() => document.querySelector<HTMLElement>('.stop-button')?.focus()}
        >
          {words.skipToStop}
        </button>
        <Navigation />
        <div role="status">
          <LinkBanner />
          <PassBanner />
          <LinkRefused />
        </div>
        <main ref={main}>
          <Screen />
        </main>
      </div>
      <Title />
      <Announcer />
      {dialog !== null && <ResetDialog id={dialog} />}
    </>
  );
}
