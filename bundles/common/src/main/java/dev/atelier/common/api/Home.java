package dev.atelier.common.api;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** The folders of this process; see the product's description of the home directory. */
@ProviderType
public interface Home {
    Path root();

    /** The installation this process runs from; read-only. */
    Path installation();

    default Path etc() {
        return root().resolve("etc");
    }

    default Path deploy() {
        return root().resolve("deploy");
    }

    default Path engines() {
        return root().resolve("engines");
    }

    /** Owner-only. */
    default Path state() {
        return root().resolve("state");
    }

    default Path logs() {
        return root().resolve("logs");
    }

    default Path run() {
        return root().resolve("run");
    }

    default Path cache() {
        return root().resolve("cache");
    }

    /** The version of the product. */
    String version();

    /** The roles of this process, such as {@code worker}. */
    java.util.List<String> roles();
}
