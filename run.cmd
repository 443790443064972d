@echo off
rem Starts Countersign on Windows, building it first when it was never built. Needs a JDK 25 (JAVA_HOME or PATH) and Maven.
setlocal
set "HERE=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" --version 2>nul | findstr /r /c:"^openjdk 25" /c:"^java 25" >nul
if errorlevel 1 (
  echo Countersign needs a JDK 25 and found none by JAVA_HOME or on the PATH; install one, such as Temurin 25. 1>&2
  exit /b 1
)
if not exist "%HERE%cli\target\countersign\built" (
  echo Building Countersign 1>&2
  call mvn -q -B -ntp -f "%HERE%pom.xml" -pl cli -am -Dquick -DskipTests package 1>&2 || exit /b 1
  echo built> "%HERE%cli\target\countersign\built"
)
"%JAVA%" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders -cp "%HERE%cli\target\countersign\lib\*" dev.countersign.cli.Main %*
exit /b %ERRORLEVEL%
