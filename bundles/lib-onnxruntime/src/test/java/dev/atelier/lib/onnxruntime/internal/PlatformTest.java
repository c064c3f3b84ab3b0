package dev.atelier.lib.onnxruntime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void knowsTheMachinesThereAreLibrariesFor() {
        assertThat(Platform.of("Linux", "amd64").orElseThrow().folder()).isEqualTo("linux-x64");
        assertThat(Platform.of("Linux", "aarch64").orElseThrow().folder()).isEqualTo("linux-aarch64");
        assertThat(Platform.of("Mac OS X", "aarch64").orElseThrow().needed())
                .containsExactly("libonnxruntime.dylib", "libonnxruntime4j_jni.dylib");
        assertThat(Platform.of("Windows 11", "amd64").orElseThrow().needed())
                .containsExactly("onnxruntime.dll", "onnxruntime4j_jni.dll");
    }

    @Test
    void saysNothingOfOthers() {
        assertThat(Platform.of("Linux", "riscv64")).isEmpty();
        assertThat(Platform.of("SunOS", "amd64")).isEmpty();
    }
}
