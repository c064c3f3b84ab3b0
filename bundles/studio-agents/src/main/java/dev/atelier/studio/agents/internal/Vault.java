package dev.atelier.studio.agents.internal;

import dev.atelier.common.api.Seal;
import dev.atelier.common.api.Secret;
import dev.atelier.studio.store.agents.api.SealedSecrets;
import dev.atelier.studio.store.agents.api.SealedSecrets.Sealed;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values nobody but the worker that needs them may see: sealed wherever they are kept. */
final class Vault {
    /** A key that is gone, or is another's: nothing that was sealed can be read. */
    static final class Locked extends Exception {
        private static final long serialVersionUID = 1L;

        Locked(Throwable cause) {
            super("the key of the secrets cannot be used", cause);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);

    private final SealedSecrets kept;
    private final Seal seal;

    Vault(SealedSecrets kept, Seal seal) {
        this.kept = kept;
        this.seal = seal;
    }

    void put(String scope, String name, Secret value, String by, Instant at) throws Locked {
        kept.put(new Sealed(scope, name, close(name(scope, name), value), at, by));
    }

    boolean remove(String scope, String name) {
        return kept.remove(scope, name);
    }

    /** Without their values. */
    List<Sealed> all() {
        return kept.all();
    }

    /** For a task on these repositories; what is kept for one of them goes before what is kept for all. */
    Map<String, Secret> open(Collection<String> repositories) throws Locked {
        Map<String, Secret> opened = new TreeMap<>();
        for (Sealed each : kept.all()) { // the scope of all comes first
            if (each.scope().isEmpty()
                    || repositories.stream().map(Vault::scope).anyMatch(each.scope()::equals)) {
                opened.put(each.name(), open(name(each.scope(), each.name()), each.text()));
            }
        }
        return opened;
    }

    /** The answer to a question, which may be a password. */
    String closeAnswer(String questionId, Secret answer) throws Locked {
        return close("answer\n" + questionId, answer);
    }

    Secret openAnswer(String questionId, String sealed) throws Locked {
        return open("answer\n" + questionId, sealed);
    }

    private String close(String name, Secret value) throws Locked {
        try {
            return seal.close(name, value.value());
        } catch (IOException | GeneralSecurityException e) {
            LOG.atError().log("nothing can be sealed: the key of the agents' secrets is damaged or cannot be written");
            throw new Locked(e);
        }
    }

    private Secret open(String name, String sealed) throws Locked {
        try {
            return new Secret(seal.open(name, sealed));
        } catch (IOException | GeneralSecurityException e) {
            LOG.atError().log("what was sealed cannot be opened: the key of the agents' secrets is gone or another's");
            throw new Locked(e);
        }
    }

    private static String name(String scope, String name) {
        return "secret\n" + scope + "\n" + name;
    }

    /** One repository is written in several ways. */
    static String scope(String repository) {
        String bare = repository.strip();
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return bare.endsWith(".git") ? bare.substring(0, bare.length() - ".git".length()) : bare;
    }
}
