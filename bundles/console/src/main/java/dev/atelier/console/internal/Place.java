package dev.atelier.console.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page of the console, in the order of the side bar. */
enum Place {
    MAKE("Make", "Make something", null),
    JOBS("Jobs", "Jobs", Place.WORKER_ROLE),
    ENGINES("Engines", "Engines", Place.WORKER_ROLE),
    MODELS("Models", "Models", null),
    WORKER("Worker", "Worker", Place.WORKER_ROLE),
    QUEUE("Queue", "Queue", Place.STUDIO_ROLE),
    GALLERY("Gallery", "Gallery", Place.STUDIO_ROLE),
    HOSTS("Hosts", "Hosts", Place.STUDIO_ROLE),
    KEYS("Keys", "Keys", Place.STUDIO_ROLE),
    FLEET("Fleet", "Fleet", Place.STUDIO_ROLE),
    AGENTS("Agents", "Agents", Place.STUDIO_ROLE),
    LOGS("Logs", "Logs", null),
    SETTINGS("Settings", "Settings", null);

    static final String WORKER_ROLE = "worker";
    static final String STUDIO_ROLE = "studio";

    private final String label;
    private final String heading;
    private final @Nullable String role;

    /** @param role whose page it is; null for everybody's */
    Place(String label, String heading, @Nullable String role) {
        this.label = label;
        this.heading = heading;
        this.role = role;
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

    /** Whether a process with these roles has it. */
    boolean shownTo(Collection<String> roles) {
        return role == null || roles.contains(role);
    }

    /** Whether it is one of the four in a phone's bar: what is made, what runs, what runs it, and who takes part. */
    boolean onPhoneBar(Collection<String> roles) {
        boolean studio = roles.contains(STUDIO_ROLE);
        boolean worker = roles.contains(WORKER_ROLE);
        return switch (this) {
            case MAKE -> true;
            case JOBS, ENGINES -> worker;
            case WORKER -> worker && !studio;
            case HOSTS -> studio;
            case QUEUE, GALLERY -> studio && !worker;
            default -> false;
        };
    }
}
