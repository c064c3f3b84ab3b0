package dev.atelier.host.internal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which ways there are on this kind of machine, the most exact first. */
final class IdleSources {
    /** Milliseconds since the last input of this session; the tick count wraps, the difference does not. */
    private static final String WINDOWS = """
            Add-Type -Namespace Atelier -Name Input -MemberDefinition '\
            [StructLayout(LayoutKind.Sequential)] public struct Info { public uint Size; public uint Tick; } \
            [DllImport("user32.dll")] public static extern bool GetLastInputInfo(ref Info info);'; \
            $i = New-Object 'Atelier.Input+Info'; $i.Size = 8; \
            if ([Atelier.Input]::GetLastInputInfo([ref]$i)) \
            { ([int64][Environment]::TickCount - $i.Tick) -band 0xFFFFFFFFL }""";

    private IdleSources() {}

    static List<IdleSource> of(Machine.Os os, Machine.Variables variables, Clock clock) {
        if (os == Machine.Os.WINDOWS) {
            return List.of(new IdleSource("GetLastInputInfo", PowerShell.command(WINDOWS), IdleAnswers::millis));
        }
        if (os == Machine.Os.MAC) {
            return List.of(new IdleSource(
                    "ioreg", List.of("ioreg", "-r", "-d", "1", "-c", "IOHIDSystem"), IdleAnswers::ioreg));
        }
        return desktop(variables, clock);
    }

    /** A command that cannot answer for want of a display or a bus is not started every five seconds. */
    private static List<IdleSource> desktop(Machine.Variables variables, Clock clock) {
        List<IdleSource> sources = new ArrayList<>();
        if (given(variables.get("DBUS_SESSION_BUS_ADDRESS")) || given(variables.get("XDG_RUNTIME_DIR"))) {
            sources.add(gdbus(
                    "GNOME",
                    "org.gnome.Mutter.IdleMonitor",
                    "/org/gnome/Mutter/IdleMonitor/Core",
                    "org.gnome.Mutter.IdleMonitor.GetIdletime"));
            // Seconds in an old draft, milliseconds where it is implemented. Read as milliseconds the first errs
            // towards somebody being there.
            sources.add(gdbus(
                    "the screen saver",
                    "org.freedesktop.ScreenSaver",
                    "/org/freedesktop/ScreenSaver",
                    "org.freedesktop.ScreenSaver.GetSessionIdleTime"));
        }
        // Behind the desktops: an X server that serves Wayland's windows does not see all input.
        if (given(variables.get("DISPLAY"))) {
            sources.add(new IdleSource("xprintidle", List.of("xprintidle"), IdleAnswers::millis));
        }
        sources.add(new IdleSource(
                "loginctl",
                List.of(
                        "loginctl",
                        "show-seat",
                        "seat0",
                        "--property=ActiveSession",
                        "--property=IdleHint",
                        "--property=IdleSinceHint"),
                text -> IdleAnswers.loginctl(text, clock)));
        return List.copyOf(sources);
    }

    private static IdleSource gdbus(String name, String destination, String path, String method) {
        return new IdleSource(
                name,
                List.of(
                        "gdbus",
                        "call",
                        "--session",
                        "--timeout",
                        "2",
                        "--dest",
                        destination,
                        "--object-path",
                        path,
                        "--method",
                        method),
                IdleAnswers::gdbusMillis);
    }

    private static boolean given(@Nullable String variable) {
        return variable != null && !variable.isBlank();
    }
}
