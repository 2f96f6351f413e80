/** An error as a service of AWS answers it; `name` is the error's type, such as `ParameterNotFound`. */
export class AwsError extends Error {
  constructor(
    name: string,
    message: string,
    readonly statusCode = 400,
  ) {
    super(message);
    this.name = name;
  }
}
