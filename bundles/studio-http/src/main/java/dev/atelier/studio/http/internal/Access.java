package dev.atelier.studio.http.internal;

import dev.atelier.studio.store.api.KeyStore.Role;
import java.util.Arrays;
import java.util.List;

/** Who may use a route. */
enum Access {
    /** Nobody is asked who they are, or the route asks by itself, as those for workers do. */
    OPEN,
    /** Reading what belongs to nobody in particular. */
    READ,
    /** Reading jobs; a key for handing in reads its own. */
    READ_JOBS,
    SUBMIT,
    OPERATE,
    ADMIN;

    boolean allows(Role role) {
        return switch (this) {
            case OPEN, READ_JOBS -> true;
            case READ -> role != Role.SUBMIT;
            case SUBMIT -> role != Role.VIEWER;
            case OPERATE -> role == Role.ADMIN || role == Role.OPERATOR;
            case ADMIN -> role == Role.ADMIN;
        };
    }

    List<Role> roles() {
        return Arrays.stream(Role.values()).filter(this::allows).toList();
    }
}
