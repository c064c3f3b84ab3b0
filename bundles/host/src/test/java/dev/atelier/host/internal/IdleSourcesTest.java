package dev.atelier.host.internal;

import static dev.atelier.host.internal.Machine.Os.LINUX;
import static dev.atelier.host.internal.Machine.Os.MAC;
import static dev.atelier.host.internal.Machine.Os.WINDOWS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdleSourcesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
    private static final String GNOME = "gdbus call --session --timeout 2 --dest org.gnome.Mutter.IdleMonitor"
            + " --object-path /org/gnome/Mutter/IdleMonitor/Core --method org.gnome.Mutter.IdleMonitor.GetIdletime";
    private static final String SAVER = "gdbus call --session --timeout 2 --dest org.freedesktop.ScreenSaver"
            + " --object-path /org/freedesktop/ScreenSaver --method org.freedesktop.ScreenSaver.GetSessionIdleTime";
    private static final String LOGINCTL =
            "loginctl show-seat seat0 --property=ActiveSession --property=IdleHint --property=IdleSinceHint";

    private final FakeMachine fake;

    IdleSourcesTest(@TempDir Path root) {
        fake = new FakeMachine(root);
    }

    private IdleTime on(Machine.Os os) {
        return new IdleTime(IdleSources.of(os, fake.machine.variables(), CLOCK), fake.machine.commands());
    }

    private Duration idleOn(Machine.Os os) {
        IdleReading reading = on(os).read();
        assertThat(reading.problem()).isNull();
        return java.util.Objects.requireNonNull(reading.idle());
    }

    @Test
    void gnomeCountsMilliseconds() {
        fake.variables.put("XDG_RUNTIME_DIR", "/run/user/1000");
        fake.outputs.put(GNOME, "(uint64 125345,)\n");

        assertThat(idleOn(LINUX)).isEqualTo(Duration.ofMillis(125_345));
    }

    @Test
    void otherDesktopsAnswerThroughTheScreenSaver() {
        fake.variables.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus");
        fake.outputs.put(SAVER, "(uint32 4000,)\n");

        assertThat(idleOn(LINUX)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void theXServerIsAskedWhereThereIsOne() {
        fake.outputs.put("xprintidle", "9000\n");
        assertThat(on(LINUX).read().idle()).isNull();

        fake.variables.put("DISPLAY", ":0");
        assertThat(idleOn(LINUX)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void logindSaysSinceWhenASeatIsIdle() {
        fake.outputs.put(LOGINCTL, "ActiveSession=2\nIdleHint=yes\nIdleSinceHint=1799999700000000\n");
        assertThat(idleOn(LINUX)).isEqualTo(Duration.ofMinutes(5));

        fake.outputs.put(LOGINCTL, "ActiveSession=2\nIdleHint=no\nIdleSinceHint=0\n");
        assertThat(idleOn(LINUX)).isZero();

        fake.outputs.put(LOGINCTL, "ActiveSession=2\nIdleHint=yes\nIdleSinceHint=1800000001000000\n");
        assertThat(idleOn(LINUX)).as("a clock that was set back").isZero();
    }

    @Test
    void aSeatWithoutASessionSaysNothing() {
        fake.outputs.put(LOGINCTL, "ActiveSession=\nIdleHint=yes\nIdleSinceHint=0\n");

        assertThat(on(LINUX).read()).isEqualTo(IdleReading.unknown("loginctl gives no idle time"));
    }

    @Test
    void onAMachineWithoutADesktopNobodyAnswers() {
        assertThat(on(LINUX).read()).isEqualTo(IdleReading.unknown("loginctl does not answer"));
    }

    @Test
    void aMacCountsNanosecondsOfEachDevice() {
        fake.outputs.put("ioreg -r -d 1 -c IOHIDSystem", """
                +-o IOHIDSystem  <class IOHIDSystem, id 0x100000314, registered, matched, active, busy 0 (0 ms)>
                    {
                      "HIDParameters" = {"HIDClickTime"=500000000}
                      "HIDIdleTime" = 130500000000
                      "HIDIdleTime" = 200500000000
                    }
                """);

        assertThat(idleOn(MAC)).isEqualTo(Duration.ofMillis(130_500));
    }

    @Test
    void windowsCountsMilliseconds() {
        List<IdleSource> sources = IdleSources.of(WINDOWS, fake.machine.variables(), CLOCK);
        assertThat(sources).hasSize(1);
        fake.outputs.put(String.join(" ", sources.get(0).command()), "120000\r\n");

        assertThat(idleOn(WINDOWS)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void theSourceThatAnsweredIsAskedFirstNextTime() {
        fake.variables.put("DISPLAY", ":0");
        fake.outputs.put("xprintidle", "9000\n");
        IdleTime time = on(LINUX);
        time.read();
        fake.variables.clear();
        fake.outputs.put(LOGINCTL, "ActiveSession=2\nIdleHint=no\n");

        assertThat(time.read().idle()).isEqualTo(Duration.ofSeconds(9));
        fake.outputs.remove("xprintidle");
        assertThat(time.read().idle()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(uint64 12345", "(int32 -1,)", "Error: GDBus.Error", "()", "(uint64 1,2)"})
    void whatIsNoNumberIsNoAnswer(String text) {
        assertThat(IdleAnswers.gdbusMillis(text)).isEmpty();
        assertThat(IdleAnswers.millis(text)).isEmpty();
        assertThat(IdleAnswers.ioreg(text)).isEmpty();
    }
}
