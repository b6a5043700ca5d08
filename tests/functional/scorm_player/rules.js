// What all engines accept of each standard, as elements and values. Source: the standards, and where engines are narrower
// than they, the narrowest.
(() => {
  const upTo = (length) => new RegExp("^[\\s\\S]{0," + length + "}$");
  const identifier = /^[A-Za-z0-9_]{1,255}$/;
  const packed = (length) => new RegExp("^[\\x20-\\x7e]{0," + length + "}$");
  const percent = /^(100|\d{1,2})(\.\d{1,2})?$/;
  const share = /^(1|0(\.\d{1,2})?)$/;
  const weighting = /^\d+(\.\d{1,2})?$/;
  const kinds = /^(choice|sequencing|matching|fill-in|numeric)$/;

  /** A rule for responses and patterns by the type of their interaction, which must have been told before. */
  const byType = (forms) => ({
    test: (value, element, values) => {
      const form = forms[values[element.split(".").slice(0, 3).join(".") + ".type"]];
      return form !== undefined && form.test(value);
    },
  });

  const timespan = /^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/;
  // CMIFeedback: options or pairs of one character each, a number, or words that somebody wrote.
  const feedback = byType({
    choice: /^[a-z0-9](,[a-z0-9])*$/,
    sequencing: /^[a-z0-9](,[a-z0-9])*$/,
    matching: /^[a-z0-9]\.[a-z0-9](,[a-z0-9]\.[a-z0-9])*$/,
    "fill-in": /^[^\n]{1,255}$/,
    numeric: /^-?\d+(\.\d+)?$/,
  });
  const scorm12 = [
    [/^cmi\.suspend_data$/, packed(4096)],
    [/^cmi\.core\.lesson_location$/, upTo(255)],
    [/^cmi\.core\.lesson_status$/, /^(passed|completed|failed|incomplete|browsed)$/],
    [/^cmi\.core\.exit$/, /^(suspend)?$/],
    [/^cmi\.core\.session_time$/, timespan],
    [/^cmi\.(core|objectives\.\d+)\.score\.(raw|min|max)$/, percent],
    [/^cmi\.objectives\.\d+\.id$/, identifier],
    [/^cmi\.objectives\.\d+\.status$/, /^(completed|incomplete)$/],
    [/^cmi\.interactions\.\d+\.(id|objectives\.\d+\.id)$/, identifier],
    [/^cmi\.interactions\.\d+\.type$/, kinds],
    [/^cmi\.interactions\.\d+\.(student_response|correct_responses\.\d+\.pattern)$/, feedback],
    [/^cmi\.interactions\.\d+\.result$/, /^(correct|wrong)$/],
    [/^cmi\.interactions\.\d+\.weighting$/, weighting],
    [/^cmi\.interactions\.\d+\.latency$/, timespan],
    [/^cmi\.interactions\.\d+\.time$/, /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/],
  ];

  const duration = /^PT(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?$/;
  const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,2}Z?)?$/;
  // Between responses "[,]", in a pair "[.]", in a range "[:]"; no other comma or hyphen, unless in words somebody wrote.
  const response = byType({
    choice: /^[a-z0-9](\[,\][a-z0-9])*$/,
    sequencing: /^[a-z0-9](\[,\][a-z0-9])*$/,
    matching: /^[a-z0-9]\[\.\][a-z0-9](\[,\][a-z0-9]\[\.\][a-z0-9])*$/,
    "fill-in": /^(?!.*\[[,.:]\])[^\n]{1,250}$/,
    numeric: /^-?\d+(\.\d+)?(\[:\]-?\d+(\.\d+)?)?$/,
  });
  const scorm2004 = [
    [/^cmi\.suspend_data$/, packed(64000)],
    [/^cmi\.location$/, upTo(1000)],
    [/^cmi\.(objectives\.\d+\.)?completion_status$/, /^(completed|incomplete)$/],
    [/^cmi\.(objectives\.\d+\.)?success_status$/, /^(passed|failed|unknown)$/],
    [/^cmi\.(objectives\.\d+\.)?progress_measure$/, share],
    [/^cmi\.(objectives\.\d+\.)?score\.(raw|min|max)$/, percent],
    [/^cmi\.(objectives\.\d+\.)?score\.scaled$/, share],
    [/^cmi\.exit$/, /^(suspend|normal)$/],
    [/^cmi\.session_time$/, duration],
    [/^cmi\.objectives\.\d+\.id$/, identifier],
    [/^cmi\.(objectives|interactions)\.\d+\.description$/, /^[^]{1,250}$/],
    [/^cmi\.interactions\.\d+\.(id|objectives\.\d+\.id)$/, identifier],
    [/^cmi\.interactions\.\d+\.type$/, kinds],
    [/^cmi\.interactions\.\d+\.(learner_response|correct_responses\.\d+\.pattern)$/, response],
    [/^cmi\.interactions\.\d+\.result$/, /^(correct|incorrect)$/],
    [/^cmi\.interactions\.\d+\.weighting$/, weighting],
    [/^cmi\.interactions\.\d+\.latency$/, duration],
    [/^cmi\.interactions\.\d+\.timestamp$/, timestamp],
  ];

  window.RULES = { scorm12, scorm2004 };
})();
