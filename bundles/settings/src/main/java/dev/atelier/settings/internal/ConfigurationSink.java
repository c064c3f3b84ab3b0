package dev.atelier.settings.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where effective values go: Configuration Admin, or a map in tests. */
interface ConfigurationSink {
    void put(String pid, Map<String, Object> values) throws IOException;

    void delete(String pid) throws IOException;

    /** Our configurations it holds, also those of an earlier process. */
    List<String> pids() throws IOException;
}
