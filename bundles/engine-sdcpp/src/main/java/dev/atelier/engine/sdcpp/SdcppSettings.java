package dev.atelier.engine.sdcpp;

import java.time.Duration;

/** The settings in effect; an empty text is none. */
record SdcppSettings(String sdCli, String url, String release, Duration idle) {
    static final SdcppSettings DEFAULT = new SdcppSettings("", "", "", Duration.ofMinutes(5));

    SdcppSettings {
        sdCli = sdCli.strip();
        url = url.strip();
        release = release.strip();
        if (idle.isNegative()) {
            throw new IllegalArgumentException("sd_server_idle_secs must not be negative: " + idle.toSeconds());
        }
    }

    static SdcppSettings from(SdcppConfig config) {
        return new SdcppSettings(
                config.sd__cli(),
                config.sdcpp__url(),
                config.sdcpp__release(),
                Duration.ofSeconds(config.sd__server__idle__secs()));
    }

    boolean server() {
        return !idle.isZero();
    }
}
