import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";
import { Menu, MenuChoice } from "./menu.tsx";
import { chooseTheme, chosenTheme, type ThemeChoice } from "./theme.ts";

const icons = { system: Monitor, light: Sun, dark: Moon } as const;

const words: Record<ThemeChoice, string> = { system: "System", light: "Light", dark: "Dark" };

const options = (["system", "light", "dark"] as const).map((value) => {
  const Icon = icons[value];
  return {
    value,
    label: words[value],
    icon: <Icon aria-hidden className="size-4 text-ink-muted" />,
  };
});

export function ThemeSwitch() {
  const [choice, setChoice] = useState(chosenTheme);
  const Icon = icons[choice];
  return (
    <Menu
      trigger={
        <Button look="quiet" shape="icon" aria-label={`Colours: ${words[choice]}`}>
          <Icon aria-hidden className="size-4" />
        </Button>
      }
    >
      <MenuChoice
        label="Colours"
        value={choice}
        options={options}
        onChange={(chosen) => {
          chooseTheme(chosen);
          setChoice(chosen);
        }}
      />
    </Menu>
  );
}
