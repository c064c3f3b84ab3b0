package dev.atelier.engine.video;

import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What ffprobe says of a film after it has decoded every frame. */
record Probe(Map<String, String> values) {
    static Probe of(Path film, Path folder, Programs programs) {
        ProbeResult answer = programs.probe(
                        folder.resolve("ffprobe"),
                        List.of(
                                "-v",
                                "error",
                                "-count_frames",
                                "-select_streams",
                                "v:0",
                                "-show_entries",
                                "stream=codec_name,width,height,nb_read_frames,pix_fmt:format=duration",
                                "-of",
                                "default=noprint_wrappers=1",
                                film.toString()))
                .join();
        if (!answer.ok()) {
            throw new AssertionError("not playable: " + answer.text());
        }
        return new Probe(answer.text()
                .lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> a)));
    }

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    int frames() {
        return Integer.parseInt(get("nb_read_frames"));
    }

    double seconds() {
        return Double.parseDouble(get("duration"));
    }

    String size() {
        return get("width") + "x" + get("height");
    }
}
