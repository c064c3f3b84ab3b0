package dev.atelier.studio.store.internal;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a database says, in words for the person who runs the studio. */
final class Troubles {
    private static final int H2_LOCKED = 90020;
    private static final int H2_CORRUPT = 90030;

    private Troubles() {}

    static String opening(String name, Throwable failure) {
        SQLException sql = sql(failure);
        if (sql == null) {
            return "the studio's database " + name + " could not be opened: " + failure.getMessage();
        }
        String state = sql.getSQLState() == null ? "" : sql.getSQLState();
        if (sql.getErrorCode() == H2_LOCKED) {
            return "the studio's database " + name + " is in use by another process";
        }
        if (sql.getErrorCode() == H2_CORRUPT) {
            return "the studio's database " + name
                    + " is damaged; restore a backup, or move the file away to begin anew";
        }
        if (state.startsWith("28")) {
            return "the database " + name
                    + " refuses the user or the password (studio.db.user, studio.db.password_file)";
        }
        if (state.equals("3D000")) {
            return "there is no database " + name + "; create it or change studio.db.url";
        }
        if (state.startsWith("08")) {
            return "the database " + name + " cannot be reached (studio.db.url): " + sql.getMessage();
        }
        return "the studio's database " + name + " could not be opened: " + sql.getMessage();
    }

    static String writing(String happened, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (message.contains("No space left") || message.contains("not enough space")) {
                return happened + ": its disk is full; free some space, it goes on by itself";
            }
        }
        return happened;
    }

    private static @Nullable SQLException sql(@Nullable Throwable failure) {
        Throwable at = failure;
        while (at != null) {
            if (at instanceof SQLException found) {
                return found;
            }
            at = at.getCause();
        }
        return null;
    }
}
