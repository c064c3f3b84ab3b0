@echo off
setlocal EnableExtensions DisableDelayedExpansion
rem Starts or asks Atelier.

for %%I in ("%~dp0..") do set "INSTALLATION=%%~fI"

if defined JAVA_HOME (
  set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
  set "JAVA="
  for %%I in (java.exe) do set "JAVA=%%~$PATH:I"
)
if not defined JAVA goto nojava
if not exist "%JAVA%" goto nojava

rem A Java installation says its version in a file; only when there is none is it started to ask.
set "VERSION="
for %%I in ("%JAVA%\..\..\release") do set "RELEASE=%%~fI"
if exist "%RELEASE%" for /f "usebackq tokens=1,2 delims==" %%A in ("%RELEASE%") do if "%%A"=="JAVA_VERSION" set "VERSION=%%~B"
if not defined VERSION for /f "tokens=3" %%A in ('""%JAVA%" -version 2^>^&1" ^| findstr /i " version "') do if not defined VERSION set "VERSION=%%~A"
for /f "delims=.-+" %%A in ("%VERSION%") do set "MAJOR=%%A"
if not defined MAJOR goto nojava
if %MAJOR% LSS 17 goto oldjava

rem The first word that is no option tells a start from a question.
set "COMMAND="
call :firstword %*

set "FLAGS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto"
set "START="
for %%C in (up run studio runtime) do if "%COMMAND%"=="%%C" set "START=yes"
if not defined START goto ask
rem A studio holds a queue and the sessions of a fleet.
set "HEAP=256m"
for %%C in (up studio) do if "%COMMAND%"=="%%C" set "HEAP=512m"
set "FLAGS=%FLAGS% -XX:MetaspaceSize=64m -Xmx%HEAP% -Djava.awt.headless=true"
if %MAJOR% GEQ 24 set "FLAGS=%FLAGS% --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
set "FLAGS=%FLAGS% %ATELIER_JAVA_OPTS%"
goto go
:ask
set "FLAGS=%FLAGS% -Xmx64m -XX:-UsePerfData"
:go
rem ONNX Runtime tells its maker about machine and models as it loads, before the program could forbid it.
set "ORT_DISABLE_TELEMETRY=1"
"%JAVA%" %FLAGS% -Dfile.encoding=UTF-8 "-Datelier.installation=%INSTALLATION%" -cp "%INSTALLATION%\lib\launcher.jar;%INSTALLATION%\lib\org.apache.felix.framework.jar" dev.atelier.launcher.Main %*
exit /b %ERRORLEVEL%

:firstword
if "%~1"=="" exit /b 0
set "WORD=%~1"
if "%WORD%"=="--home" (
  shift
  shift
  goto firstword
)
if "%WORD:~0,1%"=="-" (
  shift
  goto firstword
)
set "COMMAND=%WORD%"
exit /b 0

:nojava
echo atelier: no Java - neither JAVA_HOME nor PATH leads to one; install Java 17 or newer, such as from https://adoptium.net 1>&2
exit /b 1

:oldjava
echo atelier: Java is too old - %JAVA% is %VERSION%; set JAVA_HOME to a JDK or JRE 17 or newer 1>&2
exit /b 1
