package dev.atelier.engine.whisper;

/** The settings in effect; an empty text is none. */
record WhisperSettings(String server, String cli) {
    static final String OFF = "off";

    WhisperSettings {
        server = server.strip();
        cli = cli.strip();
    }

    static WhisperSettings from(WhisperConfig config) {
        return new WhisperSettings(config.whisper__server(), config.whisper__cli());
    }
}
