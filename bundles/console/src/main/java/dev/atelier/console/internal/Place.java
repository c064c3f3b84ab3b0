package dev.atelier.console.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A page of the console, in the order of the side bar. */
enum Place {
    MAKE("Make", "Make something", true),
    JOBS("Jobs", "Jobs", true),
    ENGINES("Engines", "Engines", true),
    MODELS("Models", "Models", false),
    WORKER("Worker", "Worker", true),
    LOGS("Logs", "Logs", false),
    SETTINGS("Settings", "Settings", false);

    private final String label;
    private final String heading;
    private final boolean onPhoneBar;

    Place(String label, String heading, boolean onPhoneBar) {
        this.label = label;
        this.heading = heading;
        this.onPhoneBar = onPhoneBar;
    }

    static Optional<Place> of(String name) {
        return Arrays.stream(values()).filter(p -> p.path().equals(name)).findFirst();
    }

    /** Below the console's root; also the name of its icon and its script. */
    String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    String label() {
        return label;
    }

    String heading() {
        return heading;
    }

    boolean onPhoneBar() {
        return onPhoneBar;
    }
}
